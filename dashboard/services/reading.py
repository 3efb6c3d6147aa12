"""Reading series for a study: which open series belong to one, who has submitted what, and opening
a series to read it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from core.errors import StoreError, StudyError
from dashboard.services import audit, reopening, sentences, worklist_store
from dashboard.services.readers_outlines import renew
from dashboard.state import loading
from dashboard.state.events import SeriesOpened
from dashboard.state.notice import Action
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Origin
from dashboard.state.reading import Reading
from dashboard.state.session import Session
from dashboard.state.shelf import Entry

if TYPE_CHECKING:  # SQLAlchemy stands behind it
    from core.series import Series
    from core.worklist import Record, Store, Study, StudySeries


def person(session: Session) -> str:
    """Who the person is in studies, as the audit trail names people; "" where nothing tells."""
    return "" if session.who == audit.NOBODY else session.who


def on_series_opened(event: SeriesOpened) -> None:
    """If it is one that the person reads in a study, it is read for that study from now on."""
    for opened in event.session.shelf.open():
        if opened.series is event.series:
            attach(event.session, opened)


def attach_all(session: Session) -> None:
    """Look again at every open series: the person has joined a study, or submitted."""
    for opened in session.shelf.open():
        attach(session, opened)


def attach(session: Session, opened: OpenSeries) -> None:
    """Tell the series for which study it is read: that on the Readers page, else the newest in
    which the person has not submitted it. Where the store can't be read, nothing changes."""
    store = worklist_store.available() if worklist_store.exists() else None
    me = person(session)
    if store is None or not me:
        return
    with suppress(StoreError):
        found: Reading | None = None
        digest = store.key.series_digest(opened.uid)
        studies = [one for one in store.studies.list() if one.one(digest) is not None]
        for study in sorted(studies, key=lambda one: one.id != session.studying.study):
            _note_geometry(store, study, digest, opened.series)
            found = found or _reading(store, study, digest, me)
        opened.reading = found
        if not opened.edited.read_for("" if found is None else found.study):
            session.notify(sentences.outlines_wait(), "warning", about=Action.STUDY)


def blind_series(session: Session, store: Store) -> tuple[str, ...]:
    """Digests of the series that the person reads blind and has not submitted, in any study."""
    from core.worklist.studies import submitted_by
    from core.worklist.study import hides_the_model

    me = person(session)
    found: dict[str, None] = {}
    for study in store.studies.list():
        if study.is_blind and me in study.readers:
            done = submitted_by(store.annotated(study.id))
            found |= {
                one.series_digest: None
                for one in study.series
                if hides_the_model(study, me, done.get(one.series_digest, set()))
            }
    return tuple(found)


def entry_of(session: Session, store: Store, series: StudySeries) -> Entry | None:
    """The series on this session's shelf, if it can be opened."""
    for entry in session.shelf:
        if entry.can_open and store.key.series_digest(entry.uid) == series.series_digest:
            return entry
    return None


def origin_on_server(store: Store, series: StudySeries) -> Origin | None:
    """Where its images lie, if they are there and people may open them."""
    paths = series.paths(store.key)
    return reopening.first_origin(paths) if len(paths) == 1 else None


def open_series(session: Session, store: Store, study: Study, series: StudySeries) -> bool:
    """Bring a series of the study into view, to be read for it; False where its images are gone."""
    session.studying.study = study.id
    entry = entry_of(session, store, series)
    if entry is not None:
        session.select(entry.key)
        if isinstance(entry, OpenSeries):
            attach(session, entry)
            # What was saved elsewhere meanwhile, as the arbiter's beginning.
            renew(entry.edited)
        return True
    origin = origin_on_server(store, series)
    if origin is None:
        return False
    key = store.key
    loading.ask_for(session, origin, lambda uid: key.series_digest(uid) == series.series_digest)
    return True


def submit(session: Session, store: Store, study: Study, series: StudySeries) -> None:
    """What the person saved of the series is their reading from now on. One who saved nothing, and
    has it open, says that there is nothing to outline.

    Raises:
        StudyError: nothing is saved and the series is not open, or it was submitted before.
        StaleVersionError: another tab has saved meanwhile.
    """
    from core.annotation import Annotation
    from core.worklist.study_sentences import nothing_to_submit

    me = person(session)
    saved = store.annotation(series.series_digest, me, study=study.id)
    if saved is None:
        entry = entry_of(session, store, series)
        if not isinstance(entry, OpenSeries):
            raise StudyError(nothing_to_submit())
        annotation, base = Annotation(np.zeros(entry.series.volume.shape, np.uint8)), 0
    else:
        annotation, base = saved.annotation, saved.version
    store.save_annotation(
        series.series_digest, me, annotation, base=base, study=study.id, submitted=True
    )
    attach_all(session)


def study_series(store: Store, entry: Entry) -> StudySeries:
    """A series on the shelf as a study takes it."""
    from core.worklist import Kept, StudySeries

    series = entry.series if isinstance(entry, OpenSeries) else None
    path = entry.origin.path
    return StudySeries(
        store.key.series_digest(entry.uid),
        store.key.pseudonym(entry.tags, entry.uid),
        entry.n_slices,
        shape=None if series is None else series.volume.shape,
        spacing_mm=None if series is None else _spacing_mm(series),
        place=None if path is None else Kept.of_paths(store.key, [path]).place,
    )


def study_series_of(store: Store, record: Record) -> StudySeries:
    """A series of the worklist as a study takes it."""
    from core.worklist import StudySeries

    return StudySeries(
        record.series_digest,
        record.pseudonym,
        record.n_slices,
        place=None if record.id is None else store.kept(record.id).place,
    )


def _reading(store: Store, study: Study, digest: str, me: str) -> Reading | None:
    """None for one who does not read it, or has submitted it."""
    from core.worklist.studies import submitted_by
    from core.worklist.study import OWNER, hides_the_model

    if study.role_of(me) in ("", OWNER):
        return None
    done = submitted_by(store.annotated(study.id)).get(digest, set())
    if me in done:
        return None
    return Reading(study.id, study.name, me, hides_the_model(study, me, done))


def _note_geometry(store: Store, study: Study, digest: str, series: Series) -> None:
    known = study.one(digest)
    if known is not None and known.shape is None:
        store.studies.note_geometry(study.id, digest, series.volume.shape, _spacing_mm(series))


def _spacing_mm(series: Series) -> tuple[float, float, float] | None:
    """None where the slices are uneven: distances of surfaces would be wrong."""
    from core.even_planes import even_planes

    return series.spacing_mm if even_planes(series) is None else None
