"""The values of the CT's patient, and of nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.errors import LaboratoryError, ServerError
from core.fhir import fetch_laboratory
from tests.coded import raises
from tests.core.laboratory.made import SCAN, TODAY, observation


def fetch(fake, patient_id: str = "77", day: date | None = SCAN, **site):
    return fetch_laboratory(replace(fake.site, **site), patient_id, day, today=TODAY)


def test_values_day_of_birth_and_what_was_asked(fake):
    made = fetch(fake, id_system="urn:oid:1.2.3")
    (value,) = made.values
    assert (value.value, value.unit, made.born) == (1.2, "mg/dL", date(1966, 2, 1))
    assert (made.source, made.notes) == (fake.base[7:-5], ())
    people, results = fake.asked
    assert ("identifier", "urn:oid:1.2.3|77") in people.form
    form = results.form
    assert ("patient", "Patient/p1") in form
    # A year around 1 February 2026.
    assert [end for name, end in form if name == "date"] == ["ge2025-02-01", "le2027-02-01"]
    codes = dict(form)["code"].split(",")
    assert codes[0] == "http://loinc.org|1834-1"
    assert len(codes) == 10
    # The patient's ID is in no address.
    assert all("77" not in asked.path for asked in fake.asked)


def test_without_a_day_of_the_scan_values_of_all_time_are_asked_for(fake):
    fetch(fake, day=None)
    assert "date" not in dict(fake.asked[1].form)


def test_a_ct_that_names_nobody_asks_nothing(fake):
    with raises(LaboratoryError, "no_patient_id"):
        fetch(fake, " ")
    assert fake.asked == []


def test_a_bar_or_comma_in_an_id_is_no_second_id(fake):
    with raises(ServerError, "no_such_patient"):
        fetch(fake, "7,7|8")
    assert ("identifier", r"7\,7\|8") in fake.asked[0].form


@pytest.mark.parametrize("changes", [{"identifier": [{"value": "78"}]}, {"id": "../x"}, {"id": 3}])
def test_another_patient_than_was_asked_for_is_nobody(fake, changes):
    fake.patients = [{**fake.patients[0], **changes}]
    with raises(ServerError, "no_such_patient"):
        fetch(fake)


def test_two_patients_with_one_id_are_told_apart_by_the_namespace(fake):
    other = {**fake.patients[0], "id": "p2", "identifier": [{"system": "urn:b", "value": "77"}]}
    fake.patients = [fake.patients[0], other]
    with raises(ServerError, "several_patients", "LIVERLENS_FHIR_ID_SYSTEM"):
        fetch(fake)
    assert len(fetch(fake, id_system="urn:oid:1.2.3").values) == 1


def test_one_patient_may_be_listed_twice_but_only_if_nothing_differs(fake):
    fake.patients *= 2
    assert fetch(fake).born == date(1966, 2, 1)
    fake.patients[1] = {**fake.patients[1], "birthDate": "2000-01-01"}
    with raises(ServerError, "several_patients"):
        fetch(fake)


def test_results_of_others_that_the_server_sends_along_are_left_out(fake):
    fake.observations += [observation(subject={"reference": "Patient/p2"}, value=9)]
    made = fetch(fake)
    assert [value.value for value in made.values] == [1.2]
    assert [note.code for note in made.notes] == ["of_another_patient"]


def test_the_servers_own_full_address_of_the_patient_is_the_patient(fake):
    fake.observations = [observation(subject={"reference": f"{fake.base}/Patient/p1"})]
    assert len(fetch(fake).values) == 1


def test_nothing_there_is_said(fake):
    fake.observations = []
    with raises(LaboratoryError, "nothing_found"):
        fetch(fake)
    fake.observations = [observation(valueQuantity={"value": 1.2})]
    with raises(LaboratoryError, "without_unit"):
        fetch(fake)


def test_more_than_the_limit_is_said(fake):
    fake.observations = [observation(value=1 + number / 1000) for number in range(2_001)]
    made = fetch(fake)
    assert (len(made.values), made.notes[0].code) == (2_000, "cut_off")


@pytest.mark.parametrize(
    "subject",
    [
        {"identifier": {"value": "78"}},
        # The number alone may be of another namespace.
        {"identifier": {"value": "77"}},
        {"reference": "Patient/p1", "identifier": {"value": "78"}},
        {"reference": "", "display": "p1"},
        None,
    ],
)
def test_a_result_that_does_not_name_the_patient_is_left_out(fake, subject):
    fake.observations += [observation(subject=subject, value=9)]
    made = fetch(fake)
    assert [value.value for value in made.values] == [1.2]
    assert [note.code for note in made.notes] == ["of_another_patient"]
