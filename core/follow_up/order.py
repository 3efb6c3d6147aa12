"""Which scans may be held against each other, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from core.errors import FollowUpError
from core.follow_up.scan import Identity

S = TypeVar("S", bound=Identity)


def checked(scans: Sequence[S], *, same_patient: bool = False) -> None:
    """Raises FollowUpError: fewer than two scans, one of them twice, or of different patients.

    Args:
        same_patient: a person says that they are of one patient, whatever the headers say.
    """
    if len(scans) < 2:
        raise FollowUpError(
            "A follow-up needs two scans of one patient: analyse another of theirs."
        )
    first: dict[str, S] = {}
    for scan in scans:
        if scan.series_key in first:
            twin = first[scan.series_key]
            raise FollowUpError(
                f"{_start(twin.label)} and {scan.label} are the same series: choose a scan of "
                "another day."
            )
        first[scan.series_key] = scan
    named = [scan for scan in scans if scan.patient_key]
    if not same_patient:
        for scan in named[1:]:
            if scan.patient_key != named[0].patient_key:
                raise FollowUpError(_different(named[0], scan))


def in_order(scans: Sequence[S], *, order_given: bool = False) -> tuple[S, ...]:
    """By date, the earliest first.

    Args:
        order_given: the order of `scans` counts where dates don't tell.

    Raises:
        FollowUpError: a date is missing or two are equal, and no order was given; or the order
            that was given goes against the dates.
    """
    dates = [scan.study_date for scan in scans]
    undated = [scan for scan in scans if scan.study_date is None]
    if order_given:
        for one, other in pairwise([scan for scan in scans if scan.study_date is not None]):
            if one.study_date > other.study_date:
                raise FollowUpError(
                    f"{_start(one.label)} ({one.study_date}) was made after {other.label} "
                    f"({other.study_date}): put the earlier one first."
                )
        return tuple(scans)
    if undated:
        raise FollowUpError(
            f"{_start(undated[0].label)} has no study date: say which scan is the earlier one."
        )
    ordered = sorted(scans, key=lambda scan: scan.study_date)
    if len(set(dates)) < len(dates):
        same = next(a for a, b in pairwise(ordered) if a.study_date == b.study_date)
        twin = next(s for s in ordered if s is not same and s.study_date == same.study_date)
        raise FollowUpError(
            f"Two of the scans have the same date, {same.study_date} ({same.label}, {twin.label}): "
            "leave one of them out, or say which is the earlier one."
        )
    return tuple(ordered)


def _different(one: Identity, other: Identity) -> str:
    who = f" ({one.patient_label} and {other.patient_label})"
    named = (one.patient_label, other.patient_label) != (one.label, other.label)
    return (
        f"{_start(one.label)} and {other.label} are of different patients{who if named else ''}: "
        "a follow-up needs scans of one."
    )


def _start(text: str) -> str:
    """With a capital, to begin a sentence; file names stay as they are."""
    return text[0].upper() + text[1:] if text.startswith("the ") else text
