"""Keeping finished analyses in the worklist."""

from __future__ import annotations

import logging
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from core import worklist
from core.errors import StoreError
from dashboard.services import sentences, worklist_store
from dashboard.state.events import AnalysisFinished
from dashboard.state.notice import Action
from dashboard.state.sentences import said_by

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.worklist import Record, Store
    from dashboard.state.session import Session

_log = logging.getLogger(__name__)
#: The analyses that the worklist has, of those that are still in memory.
_kept: weakref.WeakSet[Analysis] = weakref.WeakSet()


def on_analysis_finished(event: AnalysisFinished) -> None:
    """Take its result in. Raises StoreError where it has to be kept now and can't be written."""
    if event.keep == "now":
        save(event.analysis, event.session)
    elif event.keep == "try":
        keep(event.session, event.analysis)


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
    return saved


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
    """Save the analyses of this session that could not be saved when they were done."""
    missing = [
        analysis
        for opened in session.shelf.open()
        for analysis in opened.analyses()
        if analysis not in _kept
    ]
    if missing and all(keep(session, analysis) is not None for analysis in missing):
        session.notices.try_again(Action.KEEP_IN_WORKLIST)


def _known_patient(store: Store, analysis: Analysis) -> str | None:
    """The pseudonym that someone gave to a series whose header names nobody."""
    tags = analysis.series.tags
    if tags.patient_id.strip() or tags.patient_name.strip():
        return None
    digest = store.key.series_digest(analysis.series.uid)
    known = store.list(worklist.Filter(series_digest=digest, limit=1))
    return known[0].pseudonym if known else None
