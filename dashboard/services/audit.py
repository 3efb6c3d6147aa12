"""The audit trail as the app keeps it: who opened, queued, analysed and exported what, under
pseudonyms."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.audit import Trail
from core.errors import StoreError
from core.series import Series
from dashboard.security import browser, door

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from dashboard.state.session import Session

NOBODY = "unknown"
#: Whose doing an analysis of the durable queue is: the line "queued" before it says who asked.
QUEUE = "queue"
#: How the names of files begin that are not of the series in view: of many patients, of none, or
#: of a record that the name itself gives the number of.
_NOT_IN_VIEW = tuple(
    f"liverlens-{name}" for name in ("worklist.", "record-", "follow-up.", "models.", "audit.")
)

_log = logging.getLogger(__name__)


def arrived(session: Session, cookies: Mapping[str, str]) -> None:
    """A script runs for `session`: from its first run on, it is known whose doings these are."""
    if session.who:
        return
    person = door.person()
    try:
        trail = Trail.open()
        session.who = NOBODY
        if trail is None:
            return
        owner = browser.owner_of(cookies)
        if person is not None:
            session.who = trail.user(person.key)
            trail.note(session.who, "signed in")
        elif owner:
            session.who = trail.browser(owner)
    except StoreError as error:
        session.notify(str(error), "warning")


def opened(session: Session, series: Series) -> None:
    """Its pixels were read."""
    _note(session, session.who, "opened", series)


def queued(session: Session, said: str) -> None:
    """Series were added to the durable queue; `said` is how many, for which model."""
    _note(session, session.who, "queued", None, said)


def analysed(session: Session | None, who: str, analysis: Analysis) -> None:
    """An analysis that `who` began has ended well; without a session, it has gone meanwhile."""
    _note(session, who, "analysed", analysis.series, analysis.model_name)


def exported(session: Session, file_name: str) -> None:
    """A file was taken along: of the series in view, if it is of one."""
    entry = session.entry
    of_it = entry is not None and not file_name.startswith(_NOT_IN_VIEW)
    series = entry.series if of_it else None
    _note(session, session.who, "exported", series, file_name)


def _note(
    session: Session | None, who: str, did: str, series: Series | None, what: str = ""
) -> None:
    """Where it can't be written, a notice says so and the work goes on."""
    try:
        trail = Trail.open()
        if trail is None:
            return
        patient = digest = ""
        if series is not None:
            patient = trail.key.pseudonym(series.tags, series.uid)
            digest = trail.key.series_digest(series.uid)
        trail.note(who or NOBODY, did, patient=patient, series=digest, what=what)
    except StoreError as error:
        if session is not None:
            session.notify(str(error), "warning")
        else:
            _log.warning("%s", error)
