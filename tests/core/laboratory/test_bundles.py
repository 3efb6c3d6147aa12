"""Whose the values of a FHIR file are: two people never become one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from core.errors import LaboratoryError
from core.laboratory.files import parse_laboratory
from tests.coded import raises
from tests.core.laboratory.made import TODAY, observation

OTHER = {"identifier": {"value": "OTHER"}, "display": "Quarrington, Ottilie"}
MINE = {"identifier": {"value": "MINE"}}


def person(number: str | None, *values: str, born: str = "1966-02-01", **more) -> dict:
    made = {
        "resourceType": "Patient",
        "id": number,
        "identifier": [{"value": value} for value in values],
        "birthDate": born,
        **more,
    }
    return {key: value for key, value in made.items() if value is not None}


def pair(*subjects) -> list[dict]:
    """A bilirubin of the first subject, an albumin of the second."""
    first, second = subjects if len(subjects) == 2 else subjects * 2
    return [observation(subject=first), observation("1751-7", 4, "g/dL", subject=second)]


def parsed(*resources: dict, patient_id: str = "MINE"):
    entries = [one if "resource" in one else {"resource": one} for one in resources]
    text = json.dumps({"resourceType": "Bundle", "entry": entries})
    return parse_laboratory("labs.json", text.encode(), patient_id=patient_id, today=TODAY)


def outcome(*resources: dict, **options):
    """(values, codes of the notes), or the code of the refusal."""
    try:
        made = parsed(*resources, **options)
    except LaboratoryError as error:
        return error.code
    return len(made.values), [note.code for note in made.notes]


@pytest.mark.parametrize(
    "patient",
    [
        person("1", "MINE"),
        person(None, "MINE"),
        {"fullUrl": "", "resource": person("", "MINE")},
        {"fullUrl": 3, "resource": person("None", "MINE")},
    ],
)
@pytest.mark.parametrize(
    "subject",
    [
        OTHER,
        None,
        {},
        {"reference": ""},
        {"reference": "Patient/2"},
        # What says two things at once is nobody's.
        {"reference": "Patient/1", **OTHER},
        {"reference": "#1"},
    ],
)
def test_only_what_names_the_patient_is_the_patients(patient, subject):
    assert outcome(patient, *pair(subject)) == "no_value_usable"
    made = parsed(patient, *pair(MINE, subject))
    assert ([value.test.name for value in made.values], made.notes[0].code) == (
        ["Bilirubin"],
        "of_another_patient",
    )


def test_two_patients_with_the_id_are_refused():
    one = person("1", "MINE")
    told = pair({"reference": "Patient/1"}, {"reference": "Patient/2"})
    assert outcome(one, person("2", "MINE", born="2000-01-01"), *told) == "patients_with_one_id"
    # One that is listed twice is one person.
    assert outcome(one, one, *pair({"reference": "Patient/1"})) == (2, [])


def test_a_name_that_two_patients_share_names_neither():
    told = pair({"reference": "Patient/1"})
    assert outcome(person("1", "MINE"), person("1", "OTHER"), *told) == "no_value_usable"
    both = [person("1", "MINE", "FAMILY"), person("2", "OTHER", "FAMILY")]
    assert outcome(*both, *pair({"identifier": {"value": "FAMILY"}})) == "no_value_usable"


def test_the_same_number_of_another_namespace_is_another():
    patient = person("1", identifier=[{"system": "urn:a", "value": "MINE"}])
    for system, found in (("urn:a", (2, [])), ("urn:b", "no_value_usable")):
        assert outcome(patient, *pair({"identifier": {"system": system, "value": "MINE"}})) == found
    assert outcome(patient, *pair(MINE)) == (2, [])


def test_without_a_patient_the_subjects_own_identifier_counts():
    assert outcome(*pair(MINE)) == (2, [])
    assert outcome(*pair(OTHER)) == "of_another_patient_alone"
    assert outcome(*pair(MINE, OTHER)) == (1, ["of_another_patient"])
    # The reference that goes with the ID is the patient's too.
    known = {"reference": "Patient/1", **MINE}
    assert outcome(*pair(known, {"reference": "Patient/1"})) == (2, [])
    assert outcome(*pair(known, {"reference": "Patient/2"})) == (1, ["of_another_patient"])
    assert outcome(*pair(known, None)) == (1, ["of_another_patient"])
    known = {"reference": "Patient/1", **OTHER}
    assert outcome(*pair(known, {"reference": "Patient/1"})) == "of_another_patient_alone"


def test_subjects_that_can_not_be_told_apart_are_refused():
    two = pair({"reference": "Patient/1"}, {"reference": "Patient/2"})
    assert outcome(*two) == "several_without_id"
    assert outcome(*two, patient_id="") == "of_several_patients"
    assert outcome(*pair(MINE, OTHER), patient_id="") == "of_several_patients"
    one = pair({"reference": "Patient/1"})
    for patient_id in ("MINE", ""):
        assert outcome(*one, patient_id=patient_id) == (2, ["whose_is_unknown"])
        assert outcome(*pair(None), patient_id=patient_id) == (2, ["whose_is_unknown"])
    # Two identifiers of one reference may be of two people.
    both = pair({"reference": "Patient/1", **MINE}, {"reference": "Patient/1", **OTHER})
    assert outcome(*both, patient_id="") == "of_several_patients"


def test_results_of_tests_that_are_not_read_say_nothing_of_the_others():
    other = observation("9999-9", subject={"reference": "Patient/2"})
    assert outcome(other, *pair({"reference": "Patient/1"})) == (2, ["whose_is_unknown"])


def test_a_patient_within_the_observation():
    def holding(number: str | None, **changes) -> dict:
        within = [person("1", *([number] if number else []))]
        return observation(subject={"reference": "#1"}, contained=within, **changes)

    assert outcome(holding("MINE")) == (1, [])
    assert outcome(holding("OTHER")) == "of_another_patient_alone"
    assert outcome(holding("MINE"), holding("OTHER", value=9)) == (1, ["of_another_patient"])
    assert outcome(holding(None), holding(None, value=9)) == "several_without_id"


def test_where_nobody_is_wanted_the_file_is_about_one_person():
    people = [person("1", "A"), person("2", "B", born="2000-01-01")]
    two = pair({"reference": "Patient/1"}, {"reference": "Patient/2"})
    assert outcome(*people, *two, patient_id="") == "of_several_patients"
    assert outcome(*people, *pair(None), patient_id="") == "of_several_patients"
    # One person, under two names.
    named = {"fullUrl": "urn:uuid:5", "resource": people[1]}
    same = pair({"reference": "Patient/2"}, {"reference": "urn:uuid:5"})
    made = parsed(people[0], named, *same, patient_id="")
    assert (len(made.values), made.born) == (2, date(2000, 1, 1))


def test_the_day_of_birth_is_never_another_persons():
    made = parsed(person("1", "A"), *pair({"reference": "Patient/2"}), patient_id="")
    assert (len(made.values), made.born) == (2, None)


def test_an_id_is_text():
    patient = person("1", identifier=[{"value": None}, {"value": 1}, None])
    for patient_id in ("None", "1"):
        with raises(LaboratoryError, "of_another_patient_alone"):
            parsed(patient, *pair({"reference": "Patient/1"}), patient_id=patient_id)
