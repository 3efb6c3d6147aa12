"""Which scans may be compared, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar

from core.errors import FollowUpError
from core.follow_up import sentences
from core.follow_up.scan import Identity

S = TypeVar("S", bound=Identity)


def check_scans(scans: Sequence[S], *, same_patient: bool = False) -> None:
    """Raise FollowUpError for fewer than two scans, one given twice, or different patients.

    Args:
        same_patient: the user says that the scans are of one patient, whatever the headers say.
    """
    if len(scans) < 2:
        raise FollowUpError(sentences.needs_two_scans())
    first: dict[str, S] = {}
    for scan in scans:
        if scan.series_key in first:
            twin = first[scan.series_key]
            raise FollowUpError(sentences.same_series(twin.label, scan.label))
        first[scan.series_key] = scan
    if same_patient:
        return
    named = [scan for scan in scans if scan.patient_key]
    for scan in named[1:]:
        if scan.patient_key != named[0].patient_key:
            raise FollowUpError(
                sentences.different_patients(
                    named[0].label, scan.label, named[0].patient_label, scan.patient_label
                )
            )


def order_scans(scans: Sequence[S], *, order_given: bool = False) -> tuple[S, ...]:
    """By date, the earliest first.

    Args:
        order_given: the order of `scans` decides where dates are missing or equal.

    Raises:
        FollowUpError: a date is missing or two are equal, and no order was given; or the given
            order contradicts the dates.
    """
    dated: list[tuple[date, S]] = []
    for scan in scans:
        if scan.study_date is not None:
            dated.append((scan.study_date, scan))
        elif not order_given:
            raise FollowUpError(sentences.no_study_date(scan.label))
    if order_given:
        for (day, one), (next_day, other) in pairwise(dated):
            if day > next_day:
                raise FollowUpError(sentences.wrong_order(one.label, day, other.label, next_day))
        return tuple(scans)
    dated.sort(key=lambda one: one[0])
    for (day, one), (next_day, other) in pairwise(dated):
        if day == next_day:
            raise FollowUpError(sentences.same_study_date(day, one.label, other.label))
    return tuple(scan for _, scan in dated)
