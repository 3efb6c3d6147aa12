"""The operator's list of studies on the pages (`core.consent`): what it refuses to a person is in
the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from core.consent import OfStudy, check_consent, consent_obstacle
from core.errors import ConsentError
from dashboard.services import audit
from dashboard.state.notice import Action
from dashboard.state.session import Session


def check(who: str, of: OfStudy) -> None:
    """Raises ConsentError where that series may be neither analysed nor exported; `who` asked."""
    try:
        check_consent(of)
    except ConsentError as error:
        audit.refused(who, error)
        raise


def tell(session: Session, refusals: Iterable[ConsentError], about: Action) -> None:
    """Those were left out, and the others not: a notice says so."""
    for error in refusals:
        audit.refused(session.who, error)
        session.notify(error.args[0], "warning", about=about)


def refusal(session: Session, of: OfStudy) -> str:
    """Why a page that analyses by itself must not, in a sentence; "" where it may. The audit trail
    has one line of it for each series, however often the page is drawn."""
    said = consent_obstacle(of)
    if said and of.uid not in _told.setdefault(session, set()):
        _told[session].add(of.uid)
        audit.refused(session.who, ConsentError(said, of.uid))
    return said


#: Session -> the series of which the trail has a line by `refusal`.
_told: WeakKeyDictionary[Session, set[str]] = WeakKeyDictionary()
