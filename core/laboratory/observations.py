"""FHIR R4 Observations, as plain dicts, become laboratory values.

What comes from elsewhere may be of any shape: each field is looked at before it is used, and no
address in it is followed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.laboratory import sentences
from core.laboratory.lab_tests import LOINC, UCUM, LabTest, find_test, ucum_of
from core.laboratory.subjects import Subject, subject_of
from core.laboratory.values import LabValue, Raw, as_day, checked, newest_first
from core.sentence import Sentence

#: Results that a laboratory stands by.
FINAL = ("final", "amended", "corrected")
#: So many refusals are told one by one.
MOST_NOTES = 8


@dataclass(frozen=True)
class Taken:
    """What became of some results."""

    values: tuple[LabValue, ...]
    notes: tuple[Sentence, ...]


def from_observations(
    observations: Iterable[Mapping[str, Any]],
    *,
    subjects: Container[Subject] | None = None,
    today: date | None = None,
) -> Taken:
    """Values of the tests that are known here; other Observations are passed over in silence.

    Args:
        subjects: those that stand for the patient; Observations of any other, or of none, are left
            out. None takes any.
    """
    found: list[LabValue | Sentence] = []
    of_others = not_final = 0
    for number, one in enumerate(observations, start=1):
        test = _test(one)
        if test is None:
            continue
        if subjects is not None and subject_of(one) not in subjects:
            of_others += 1
        elif one.get("status") not in FINAL:
            not_final += 1
        else:
            found.append(_value(one, test, f"Observation {number}", today))
    values = newest_first(value for value in found if isinstance(value, LabValue))
    notes = told(value for value in found if isinstance(value, Sentence))
    if of_others:
        notes = (sentences.of_another_patient(of_others), *notes)
    if not_final:
        notes = (*notes, sentences.not_final(not_final))
    return Taken(values, notes)


def told(refusals: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """The first few, and how many more there were."""
    every = tuple(refusals)
    more = len(every) - MOST_NOTES
    return every if more <= 0 else (*every[:MOST_NOTES], sentences.more_left_out(more))


def born_of(patient: Mapping[str, Any]) -> date | None:
    """The day of birth of a Patient, if it is known to the day."""
    return as_day(_text(patient.get("birthDate")))


def is_known(observation: Mapping[str, Any]) -> bool:
    """Whether it is of a test that is read here."""
    return _test(observation) is not None


def _test(one: Mapping[str, Any]) -> LabTest | None:
    for coding in _list(_dict(one.get("code")).get("coding")):
        if _dict(coding).get("system") == LOINC and (
            test := find_test(_text(_dict(coding).get("code")))
        ):
            return test
    return None


def _value(
    one: Mapping[str, Any], test: LabTest, where: str, today: date | None
) -> LabValue | Sentence:
    quantity = _dict(one.get("valueQuantity"))
    if quantity.get("value") is None:
        return sentences.without_number(where, test.name)
    unit = _unit(quantity)
    low, high = _range(one, unit)
    return checked(
        Raw(
            where,
            test.loinc[0],
            quantity["value"],
            unit,
            _day(one),
            _text(quantity.get("comparator")),
            low,
            high,
        ),
        today,
    )


def _unit(quantity: Mapping[str, Any]) -> str:
    """The UCUM code; the words beside it only where there is no code."""
    code, system = _text(quantity.get("code")), quantity.get("system")
    return code if code and system in (UCUM, None) else _text(quantity.get("unit"))


def _range(one: Mapping[str, Any], unit: str) -> tuple[object, object]:
    """(low, high) of the normal range, if it is in the value's own unit; None each otherwise."""
    for candidate in _list(one.get("referenceRange")):
        limits = _dict(candidate)
        kinds = [
            _dict(coding).get("code") for coding in _list(_dict(limits.get("type")).get("coding"))
        ]
        if kinds and "normal" not in kinds:
            continue
        ends = [_dict(limits.get(end)) for end in ("low", "high")]
        low, high = (
            end.get("value") if end and ucum_of(_unit(end) or unit) == ucum_of(unit) else None
            for end in ends
        )
        if low is not None or high is not None:
            return low, high
    return None, None


def _day(one: Mapping[str, Any]) -> str:
    """When the sample was taken, as far as it is said."""
    period = _dict(one.get("effectivePeriod"))
    stated = (
        one.get("effectiveDateTime"),
        one.get("effectiveInstant"),
        period.get("start"),
        period.get("end"),
    )
    return next((text for text in map(_text, stated) if text), "")


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
