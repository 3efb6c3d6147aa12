"""Keeping finished analyses in the worklist."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

from core import worklist
from core.errors import StoreError
from dashboard.services import audit, worklist_store

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.worklist import Record, Store
    from dashboard.state.session import Session

_log = logging.getLogger(__name__)


def save(analysis: Analysis) -> Record:
    """What a finished analysis found, as the worklist now has it.

    Raises StoreError where it can't be written.
    """
    kept = worklist_store.required()
    return kept.save(
        worklist.record_of(analysis, kept.key, pseudonym=_known_patient(kept, analysis))
    )


def keeper(session: Session) -> Callable[[Analysis], None]:
    """To be called when an analysis of `session` has ended well, from any thread: it is noted and
    saved, also where the session has gone by then. The session is not kept alive by it."""
    mine, who = weakref.ref(session), session.who

    def keep_finished(analysis: Analysis) -> None:
        here = mine()
        audit.analysed(here, who, analysis)
        keep(here, analysis)

    return keep_finished


def keep(session: Session | None, analysis: Analysis) -> Record | None:
    """Save it. Where that fails, None, and one notice says why; the analysis is there as before,
    and `keep_missing` tries again."""
    try:
        record = save(analysis)
    except StoreError as error:
        if session is not None:
            session.notify(f"The analysis is here, but not in the worklist. {error}", "warning")
        else:
            _log.warning("An analysis whose session has gone is not in the worklist: %s", error)
        return None
    if session is not None:
        session.kept.add(analysis)
    return record


def keep_missing(session: Session) -> None:
    """Save the analyses of this session that could not be saved when they were done."""
    for analysis in session.analyses.values():
        if analysis not in session.kept and keep(session, analysis) is None:
            return


def _known_patient(kept: Store, analysis: Analysis) -> str | None:
    """The pseudonym that someone gave to a series whose header names nobody."""
    tags = analysis.series.tags
    if tags.patient_id.strip() or tags.patient_name.strip():
        return None
    digest = kept.key.series_digest(analysis.series.uid)
    known = kept.list(worklist.Filter(series_digest=digest, limit=1))
    return known[0].pseudonym if known else None
