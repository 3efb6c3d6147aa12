"""From a record back to its images, open here or on this server, and its outlines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StoreError
from dashboard.services import sentences, worklist, worklist_store
from dashboard.state import loading, server_folders
from dashboard.state.events import SeriesOpened
from dashboard.state.notice import Action
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import SAMPLES, Origin, Sample, ServerPath
from dashboard.state.session import Session
from dashboard.state.shelf import Entry

if TYPE_CHECKING:  # SQLAlchemy stands behind it
    from core.worklist import Record, Store


def entry_of(session: Session, record: Record) -> Entry | None:
    """The series of `record` on this session's shelf, if it can be opened."""
    key = worklist_store.patient_key()
    for entry in session.shelf:
        if entry.can_open and key.series_digest(entry.uid) == record.series_digest:
            return entry
    return None


def origin_on_server(store: Store, record: Record) -> Origin | None:
    """Where the series lies, as the queue or the record says, if people may open that."""
    return first_origin(_paths(store, record))


def first_origin(paths: Sequence[Path]) -> Origin | None:
    """The first of them that is there and that people may open."""
    for path in paths:
        if path.exists():
            if path.resolve().parent == SAMPLES.resolve():
                return Sample(path.name)
            if server_folders.is_confined(path):
                return ServerPath(path)
    return None


def _paths(store: Store, record: Record) -> list[Path]:
    kept = store.kept(record.id).paths(store.key) if record.id is not None else ()
    waiting = [
        Path(item.paths[0])
        for item in store.queue.items(("waiting", "running", "failed", "set_aside"))
        if item.series_digest == record.series_digest and len(item.paths) == 1
    ]
    return [*(kept if len(kept) == 1 else ()), *waiting]


def open_record(
    session: Session, record: Record, entry: Entry | None, origin: Origin | None
) -> None:
    """Bring the series of `record` into view, `entry` or what lies at `origin`; with the outlines
    and measurements that are kept, and the record's model in use."""
    session.reopening = frozenset() if record.id is None else frozenset({record.id})
    _use_model_of(session, record)
    if entry is not None:
        session.select(entry.key)
        if isinstance(entry, OpenSeries):
            restore(session, entry)
    elif origin is not None:
        loading.ask_for(session, origin, _is_of(record))


def can_open(session: Session, store: Store, record: Record) -> bool:
    """Whether the images of `record` are open here, or can be."""
    return entry_of(session, record) is not None or origin_on_server(store, record) is not None


def open_records(session: Session, store: Store, records: Sequence[Record]) -> None:
    """Read the series of several records that can be opened, with the outlines that are kept and
    the model of the last one in use; that one comes into view."""
    session.reopening = frozenset(one.id for one in records if one.id is not None)
    wanted: list[tuple[Origin, Callable[[str], bool]]] = []
    for record in records:
        _use_model_of(session, record)
        entry = entry_of(session, record)
        origin = origin_on_server(store, record) if entry is None else entry.origin
        if isinstance(entry, OpenSeries):
            session.select(entry.key)
            restore(session, entry)
        elif origin is not None:
            wanted.append((origin, _is_of(record)))
    loading.ask_for_all(session, wanted)


def _use_model_of(session: Session, record: Record) -> None:
    if any(card.sha256 == record.weights_sha256 for card in session.cards.values()):
        session.use_model = record.model_name


def _is_of(record: Record) -> Callable[[str], bool]:
    """Tells the series of a record by its UID."""
    key = worklist_store.patient_key()
    return lambda uid: key.series_digest(uid) == record.series_digest


def on_series_opened(event: SeriesOpened) -> None:
    """The pixels of a series were read: if they are those of the record that the person asked
    for, its outlines and measurements come too."""
    opened = event.session.opened
    if opened is not None and opened.series is event.series:
        restore(event.session, opened)


def restore(session: Session, opened: OpenSeries) -> None:
    """Give an open series the analysis and the measurements that are kept with the record that was
    asked for."""
    store = worklist_store.available()
    if store is None:
        return
    for number in sorted(session.reopening):
        with suppress(StoreError):
            _restore(session, opened, store, number)


def _restore(session: Session, opened: OpenSeries, store: Store, number: int) -> None:
    record = store.get(number)
    if store.key.series_digest(opened.uid) != record.series_digest:
        return
    session.reopening -= {number}
    opened.measured.take_in(record.measurements)
    data = store.kept(number).outlines
    card = next((c for c in session.cards.values() if c.sha256 == record.weights_sha256), None)
    if data is None or card is None or opened.analysis(card) is not None:
        return
    # Imported late: torch stands behind it.
    from core.cautions import Reach
    from core.risk import PatientSettings
    from core.worklist.outlines import unpack

    settings, reach = PatientSettings.from_card(card.card), Reach.from_card(card.card)
    analysis = unpack(data, opened.series, settings, reach)
    if analysis is None:
        session.notify(sentences.outlines_do_not_fit(), about=Action.OPEN)
        return
    worklist.is_kept(analysis)
    session.restore(opened, analysis)
