"""The worklist's store as the app uses it: open or a sentence why not, and what is kept in it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.pipeline import Analysis
from core.worklist import Filter, PatientKey, Record, Store, record_of
from dashboard import resources

if TYPE_CHECKING:
    from dashboard.session import Session

#: Stands in while no store can be opened, until the server ends.
_STAND_IN = PatientKey(secrets.token_bytes(32))


def store() -> Store | None:
    """The store of this server, the same for all sessions; None where it can't be used."""
    try:
        return resources.worklist()
    except StoreError:
        return None


def why_not() -> str:
    """The sentence that says why `store()` is None, "" where it isn't."""
    try:
        resources.worklist()
    except StoreError as error:
        return str(error)
    return ""


def patient_key() -> PatientKey:
    """The key of all pseudonyms that the app shows."""
    kept = store()
    return _STAND_IN if kept is None else kept.key


def keep(session: Session, analysis: Analysis) -> Record | None:
    """Save what a finished analysis found. Where that fails, None, and one notice says why; the
    analysis is there as before, and `keep_missing` tries again."""
    try:
        kept = resources.worklist()
        record = kept.save(record_of(analysis, kept.key, pseudonym=_known_patient(kept, analysis)))
    except StoreError as error:
        session.notify(f"The analysis is here, but not in the worklist. {error}", "warning")
        return None
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
    known = kept.list(Filter(series_digest=digest, limit=1))
    return known[0].pseudonym if known else None
