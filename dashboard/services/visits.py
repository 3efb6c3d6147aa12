"""A patient's examinations in the worklist, and opening them on the Follow-up page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.services import reading, reopening
from dashboard.state.session import Session

if TYPE_CHECKING:  # SQLAlchemy stands behind it
    from core.worklist import Record, Store


def of_patient(session: Session, store: Store, record: Record) -> tuple[Record, ...]:
    """The records of its patient that a follow-up compares, the earliest first; fewer than two
    where there is nothing to compare. Series that the person reads blind are left out."""
    # Late: SciPy stands behind the follow-up.
    from core.follow_up import choose_records
    from core.worklist import Filter

    blind = reading.blind_series(session, store)
    return choose_records(store.list(Filter(pseudonym=record.pseudonym, without_series=blind)))


def ends(visits: Sequence[Record]) -> tuple[Record, ...]:
    """The first and the last: those whose images are shown side by side."""
    return (visits[0], visits[-1]) if len(visits) > 1 else tuple(visits)


def without_images(session: Session, store: Store, visits: Sequence[Record]) -> list[Record]:
    """Those of `ends` whose images can't be opened."""
    return [one for one in ends(visits) if not reopening.can_open(session, store, one)]


def compare(session: Session, store: Store, visits: Sequence[Record]) -> None:
    """Have the Follow-up page show that patient, and open the images of `ends`."""
    session.follow_up_patient = visits[-1].pseudonym
    reopening.open_records(session, store, ends(visits))
