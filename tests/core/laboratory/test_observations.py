"""FHIR Observations of any shape become values, or sentences."""

from __future__ import annotations

import pytest

from core.laboratory.observations import from_observations
from core.laboratory.subjects import Subject
from tests.core.laboratory.made import TODAY, observation


def taken(*observations, **options):
    return from_observations(observations, today=TODAY, **options)


def test_a_value_with_unit_day_and_range():
    limits = [
        {"type": {"coding": [{"code": "therapeutic"}]}, "high": {"value": 9}},
        {"low": {"value": 0.3, "code": "mg/dL"}, "high": {"value": 1.2, "unit": "mg/dl"}},
    ]
    (value,) = taken(observation(day="2026-01-31T23:30:00+02:00", referenceRange=limits)).values
    assert (value.test.key, value.value, value.unit) == ("bilirubin", 1.2, "mg/dL")
    assert (value.low, value.high, value.day.isoformat()) == (0.3, 1.2, "2026-01-31")


def test_a_range_in_another_unit_is_no_range():
    limits = [{"high": {"value": 21, "code": "umol/L"}}]
    (value,) = taken(observation(referenceRange=limits)).values
    assert value.high is None


def test_words_count_as_unit_only_where_there_is_no_code():
    (value,) = taken(observation(valueQuantity={"value": 1.2, "unit": "mg/dl"})).values
    assert value.unit == "mg/dL"
    local = {"value": 1.2, "unit": "mg/dl", "code": "17", "system": "urn:local"}
    (value,) = taken(observation(valueQuantity=local)).values
    assert value.unit == "mg/dL"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valueQuantity": {"value": 1.2}}, "without_unit"),
        ({"valueQuantity": {"value": 1.2, "unit": "mg"}}, "unknown_unit"),
        ({"valueQuantity": None, "valueString": "high"}, "without_number"),
        ({"valueQuantity": "1.2 mg/dL"}, "without_number"),
        ({"effectiveDateTime": None}, "without_day"),
        ({"effectiveDateTime": "2026"}, "without_day"),
        ({"effectiveDateTime": "2027-01-01"}, "in_the_future"),
        ({"valueQuantity": {"value": -1, "unit": "mg/dL"}}, "not_above_zero"),
        ({"status": "entered-in-error"}, "not_final"),
        ({"status": "preliminary"}, "not_final"),
        ({"status": None}, "not_final"),
    ],
)
def test_what_can_not_be_used_is_told(changes, code):
    made = taken(observation(**changes))
    assert (made.values, [note.code for note in made.notes]) == ((), [code])


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"code": 3},
        {"code": {"coding": "1975-2"}},
        {"code": {"coding": [None]}},
        # Another system may use the same code for something else.
        {"code": {"coding": [{"system": "urn:local", "code": "1975-2"}]}},
    ],
)
def test_what_is_no_known_test_is_passed_over(odd):
    assert taken(odd) == taken()


def test_results_of_another_patient_are_left_out():
    other = observation(subject={"reference": "Patient/p2"})
    made = taken(observation(), other, observation(subject=None), subjects={Subject("Patient/p1")})
    assert len(made.values) == 1
    assert [note.code for note in made.notes] == ["of_another_patient"]
    assert made.notes[0].startswith("2 ")


def test_the_same_result_twice_counts_once():
    assert len(taken(observation(), observation()).values) == 1
