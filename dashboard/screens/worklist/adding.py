"""Queue many series at once: all that are open in this session, or a folder of the server."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Set
from pathlib import Path

from core.dicom import SeriesCandidate, read_series
from core.errors import InputError
from core.models import ModelCard
from core.pipeline import analyze
from core.worklist import Store, add_inputs
from dashboard.components import notices
from dashboard.services import audit, models, queue_worker, reopening, worklist
from dashboard.state import jobs, server_folders
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Progress, Task


def add_folder(
    store: Store,
    path: Path,
    card: ModelCard,
    progress: Callable[[int, int], None] | None = None,
) -> str:
    """Queue every series under `path` for the model, and say in a sentence what came of it.

    Raises:
        InputError: outside the listed folders, or a link in it leads out of them.
        NoSeriesError, ArchiveError: as `core.worklist.add_inputs`.
        StoreError: the store can't be written.
    """
    inside = set(server_folders.files_in(path))
    found = server_folders.files_below(path) if path.is_dir() else ()
    if any(p.is_file() and p not in inside for p in found):
        raise InputError(
            f"{path.name}: a link in it leads out of the folders that this server offers: "
            "take it away, or choose a folder inside."
        )
    added = add_inputs(store, [path], card.name, card.sha256, progress=progress)
    queue_worker.worker_of(store).wake()
    new = sum(one.is_new for one in added)
    known = len(added) - new
    said = f"{_series(new)} queued for {card.name}"
    return f"{said}; {_series(known)} queued or done before." if known else f"{said}."


def add_open(session: Session, store: Store, card: ModelCard) -> str:
    """Queue every series that is open in this session for the model, and say what came of it.

    Series on this server go into the durable queue. Uploads lie in memory alone, and stay there:
    they are analysed one after another while the session lasts.

    Raises StoreError and CheckpointError as the store and the model do.
    """
    queued = here = known = 0
    #: So that the headers of a folder are read once for all its series.
    uids: dict[Path, set[str]] = {}
    for entry in [one for one in session.shelf if one.can_open]:
        path = reopening.path_of(entry)
        if path is None:
            started = _start_upload(session, entry, card)
            here, known = here + started, known + (not started)
        else:
            uids.setdefault(path, set()).add(entry.uid)
    for path, its in uids.items():
        added = add_inputs(store, [path], card.name, card.sha256, choose=_among(its))
        new = sum(one.is_new for one in added)
        queued, known = queued + new, known + len(added) - new
    queue_worker.worker_of(store).wake()
    parts = [f"{_series(queued)} queued for {card.name}"] if queued or not here else []
    if here:
        parts.append(f"{_series(here)} of this session under way, as long as it is open")
    if known:
        parts.append(f"{_series(known)} queued or done before")
    return "; ".join(parts) + "."


def _among(uids: Set[str]) -> Callable[[SeriesCandidate], bool]:
    return lambda candidate: candidate.uid in uids


def _start_upload(session: Session, entry: Entry, card: ModelCard) -> bool:
    """Analyse what only this session has; False if that is done or under way."""
    model = models.model(card)
    if entry.series is not None:
        is_new = session.job(entry, card) is None and session.analysis(entry, card) is None
        session.start_analysis(entry, model)
        return is_new
    key = upload_key(entry, card)
    if key in session.tasks:
        return False
    candidate = entry.candidate
    # A session that has gone is not kept alive by its work.
    mine, who = weakref.ref(session), session.who

    def work(progress: Progress, cancel: threading.Event) -> int:
        series = read_series(candidate)
        with jobs.its_turn(cancel):
            analysis = analyze(series, model, progress=progress, cancel=cancel)
        audit.analysed(mine(), who, analysis)
        # The pixels and the analysis go; the record is what stays.
        return worklist.save(analysis).id

    session.begin(key, work, name=f"Upload of {entry.n_slices} slices")
    return True


def upload_key(entry: Entry, card: ModelCard) -> tuple:
    return (entry.key, "to the worklist", card.sha256)


def uploads(session: Session) -> list[tuple[tuple, Task]]:
    """The uploads that are being analysed for the worklist, or were."""
    return [(key, task) for key, task in session.tasks.items() if "to the worklist" in key]


def try_to_add(session: Session, add: Callable[[], str]) -> None:
    """Run one of the functions above; what it says is noted in the audit trail, and like the reason
    of a failure it is a notice."""
    with notices.errors_as_notices(session):
        said = add()
        audit.queued(session, said)
        session.notify(said)


def _series(count: int) -> str:
    return f"{count} series"
