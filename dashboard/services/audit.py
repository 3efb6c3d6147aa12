"""The audit trail as the app keeps it: who opened, queued, analysed and exported what, under
pseudonyms."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.audit import Trail
from core.errors import ConsentError, StoreError
from core.worklist import locate
from core.worklist.key_file import load_key
from dashboard.security import browser, door
from dashboard.state.events import AnalysisFinished, Refused, SeriesOpened
from dashboard.state.notice import Action
from dashboard.state.sentences import said_by

if TYPE_CHECKING:
    from core.series import Series
    from dashboard.state.session import Session

NOBODY = "unknown"
#: Who analyses what is in the durable queue: the line "queued" before it says who asked.
QUEUE = "queue"

_log = logging.getLogger(__name__)


def arrived(session: Session, cookies: Mapping[str, str]) -> None:
    """A script runs for `session`: from its first run on, it is known who acts in it, also where
    no trail is kept."""
    if session.who:
        return
    person = door.person()
    try:
        session.who = NOBODY
        key = load_key(locate().key_file)
        owner = browser.owner_of(cookies)
        if person is not None:
            session.who = key.person("user", person.key)
            if (trail := Trail.open()) is not None:
                trail.note(session.who, "signed in")
        elif owner:
            session.who = key.person("browser", owner)
    except StoreError as error:
        _cannot_write(session, error)


def on_series_opened(event: SeriesOpened) -> None:
    """Its pixels were read."""
    _note(event.session, event.session.who, "opened", event.series)


def queued(session: Session, said: str) -> None:
    """Series were added to the durable queue; `said` is how many, for which model."""
    _note(session, session.who, "queued", None, said)


def queued_by(who: str, said: str) -> None:
    """The same from a job, whose session may have gone."""
    _note(None, who, "queued", None, said)


def refused(who: str, error: ConsentError) -> None:
    """The operator's list of studies forbids what was asked for."""
    try:
        if (trail := Trail.open()) is not None:
            trail.note_refusal(who or NOBODY, error)
    except StoreError as reason:
        _cannot_write(None, reason)


def on_refused(event: Refused) -> None:
    """The same of work whose turn had come."""
    refused(event.who, event.error)


def on_analysis_finished(event: AnalysisFinished) -> None:
    """An analysis that somebody began has ended well."""
    analysis = event.analysis
    _note(event.session, event.who, "analysed", analysis.series, analysis.model_name)


def exported(session: Session, file_name: str, series: Series | None) -> None:
    """A file was downloaded: of `series`, or of no single one."""
    _note(session, session.who, "exported", series, file_name)


def fetched(session: Session, server: str, series: Series) -> None:
    """A server was asked for laboratory values of the patient of `series`."""
    _note(session, session.who, "fetched", series, server)


def sent(who: str, series: Series, what: str) -> None:
    """Results of `series` went to another system, or were to; from a job, whose session may have
    gone."""
    _note(None, who, "sent", series, what)


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
        _cannot_write(session, error)


def _cannot_write(session: Session | None, error: StoreError) -> None:
    if session is not None:
        session.notify(said_by(error), "warning", about=Action.AUDIT, stays=True)
    else:
        _log.warning("%s", error)
