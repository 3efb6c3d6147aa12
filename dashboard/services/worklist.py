"""Keeping finished analyses in the worklist."""

from __future__ import annotations

import logging
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core import worklist
from core.errors import StoreError
from dashboard.services import readers_outlines, sentences, worklist_store
from dashboard.state.events import AnalysisFinished, MeasurementsChanged
from dashboard.state.measured import Measured
from dashboard.state.notice import Action
from dashboard.state.sentences import said_by

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.worklist import Record, Store
    from dashboard.state.open_series import OpenSeries
    from dashboard.state.session import Session

_log = logging.getLogger(__name__)
#: The analyses that the worklist has, of those that are still in memory.
_kept: weakref.WeakSet[Analysis] = weakref.WeakSet()


def on_analysis_finished(event: AnalysisFinished) -> None:
    """Take its result in. Raises StoreError where it has to be kept now and can't be written."""
    if event.keep == "now":
        save(_as_readers_have_it(event.analysis), event.session)
    elif event.keep == "try":
        keep(event.session, _as_readers_have_it(event.analysis))


def _as_readers_have_it(analysis: Analysis) -> Analysis:
    """With the outlines that readers made of its series before, if there are any."""
    store = worklist_store.available() if worklist_store.exists() else None
    if store is None:
        return analysis
    # Late: the store's packages are behind it, and the first page does without.
    from core.worklist.corrections import as_corrected

    with suppress(StoreError):
        return as_corrected(store, analysis)
    return analysis


def save(analysis: Analysis, session: Session | None = None) -> Record:
    """What a finished analysis found, as the worklist now has it; with where its images lie, if a
    series of `session` says so.

    Raises StoreError where it can't be written.
    """
    store = worklist_store.required()
    record = worklist.record_of(analysis, store.key, pseudonym=_known_patient(store, analysis))
    paths = _paths(session, analysis)
    saved = store.save(record, worklist.Kept.of(analysis, store.key, paths))
    _kept.add(analysis)
    if analysis.is_corrected:
        # Where the reader takes all of it back, the model's own is saved again.
        _kept.discard(analysis.own)
    for measured in _measured_in(session, analysis):
        if _keep_measured(store, measured):
            saved = store.get(saved.number)
    return saved


def on_measurements_changed(event: MeasurementsChanged) -> None:
    """Tell the worklist, if it has a record of the series. Where that fails, `keep_missing` tries
    again."""
    store = worklist_store.available() if worklist_store.exists() else None
    if store is not None:
        with suppress(StoreError):
            _keep_measured(store, event.measured)


def _keep_measured(store: Store, measured: Measured) -> bool:
    """Whether there was something to keep, and a record to keep it with. Raises StoreError."""
    change = measured.unkept()
    if not (change.put or change.removed):
        return False
    is_taken = store.change_measured(store.key.series_digest(measured.uid), change)
    if is_taken:
        measured.kept(change)
    return is_taken


def _measured_in(session: Session | None, analysis: Analysis) -> list[Measured]:
    opened = session.shelf.open() if session is not None else []
    return [one.measured for one in opened if one.series is analysis.series]


def is_kept(analysis: Analysis) -> None:
    """It came from the worklist and need not be saved there again."""
    _kept.add(analysis)


def _paths(session: Session | None, analysis: Analysis) -> list[Path]:
    """Where the images of an analysis lie on this server; none for an upload."""
    for opened in session.shelf.open() if session is not None else ():
        if opened.series is analysis.series and opened.origin.path is not None:
            return [opened.origin.path]
    return []


def keep(session: Session | None, analysis: Analysis) -> Record | None:
    """Save it. Where that fails, None, and one notice says why; the analysis stays in memory, and
    `keep_missing` tries again."""
    try:
        record = save(analysis, session)
    except StoreError as error:
        if session is not None:
            said = sentences.not_in_the_worklist(said_by(error))
            session.notify(said, "warning", about=Action.KEEP_IN_WORKLIST, stays=True)
        else:
            _log.warning("An analysis whose session has gone is not in the worklist: %s", error)
        return None
    return record


def keep_missing(session: Session) -> None:
    """Save what could not be saved when it was done: analyses, what was measured, and outlines."""
    missing = [
        analysis
        for opened in session.shelf.open()
        for analysis in _for_the_record(opened)
        if analysis not in _kept and not opened.by(analysis.weights_sha256).is_stored
    ]
    store = worklist_store.available()
    if store is not None:
        for opened in session.shelf.open():
            with suppress(StoreError):
                _keep_measured(store, opened.measured)
            with suppress(StoreError):
                opened.edited.keep_again(readers_outlines.keep)
    if missing and all(keep(session, analysis) is not None for analysis in missing):
        session.notices.try_again(Action.KEEP_IN_WORKLIST)


def keep_corrected(session: Session, opened: OpenSeries) -> None:
    """The records of a series follow the outlines that a reader corrected. An analysis that came
    with the program has no record."""
    for shown in _for_the_record(opened):
        if shown not in _kept and not opened.by(shown.weights_sha256).is_stored:
            keep(session, shown)


def _for_the_record(opened: OpenSeries) -> list[Analysis]:
    """Its analyses as the worklist is to show them: what is outlined for a study stays there."""
    return opened.analyses() if opened.edited.study else opened.all_shown()


def _known_patient(store: Store, analysis: Analysis) -> str | None:
    """The pseudonym that someone gave to a series whose header names nobody."""
    tags = analysis.series.tags
    if tags.patient_id.strip() or tags.patient_name.strip():
        return None
    digest = store.key.series_digest(analysis.series.uid)
    known = store.list(worklist.Filter(series_digest=digest, limit=1))
    return known[0].pseudonym if known else None
