"""Files with laboratory values: what is read, what is left out, what is refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from core.errors import LaboratoryError
from core.laboratory import files, read_laboratory
from core.laboratory.files import parse_laboratory
from tests.coded import raises
from tests.core.laboratory.made import SI, TODAY, laboratory, observation


def codes(made) -> list[str]:
    return [note.code for note in made.notes]


def parsed(content, name: str = "labs.json", **options):
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    data = text if isinstance(text, bytes) else text.encode()
    return parse_laboratory(name, data, today=TODAY, **options)


def test_the_newest_come_first_and_the_source_is_the_files_name():
    made = laboratory(SI + "AFP,7,ng/mL,2026-02-10,,\n")
    assert [value.test.name for value in made.values][:2] == ["AFP", "Bilirubin"]
    assert (made.source, len(made.values)) == ("labs.csv", 6)


def test_semicolons_and_decimal_commas_as_spreadsheets_write_them():
    text = "\ufeffTest;Value;Unit;Date\r\nBilirubin;1,2;mg/dl;2026-01-31\r\n"
    (value,) = laboratory(text).values
    assert (value.value, value.unit) == (1.2, "mg/dL")


def test_values_of_several_patients_are_not_taken_for_those_of_one():
    head = "test,value,unit,date,patient_id\n"
    rows = "AFP,7,ng/mL,2026-01-31,1\nAFP,9,ng/mL,2026-01-31,2\n"
    with raises(LaboratoryError, "of_several_patients"):
        laboratory(head + rows)
    (mine,) = laboratory(head + rows, patient_id="2").values
    assert mine.value == 9


def test_an_old_encoding_is_read():
    content = "test,value,unit,date\nbilirubin,20,µmol/L,2026-01-31\n".encode("cp1252")
    (value,) = parsed(content).values
    assert value.unit == "umol/L"


def test_one_bad_row_does_not_take_the_others_with_it():
    made = laboratory(SI + "INR,1.1,,2026-01-31,,\nAFP,7,ng/mL,,,\n")
    assert len(made.values) == 5
    assert codes(made) == ["whose_is_unknown", "without_unit", "without_day"]
    assert made.notes[1].startswith("Line 7: ")


def test_a_bad_row_is_named_by_its_line_in_the_file():
    made = laboratory("\n\n" + SI + '\n\nINR,1.1,"\n",2026-01-31,,\n')
    # Two empty lines, six of the table, two empty ones, and a row of two lines.
    assert made.notes[1].startswith("Line 12: ")
    rows = [{"test": "AFP", "value": 7, "unit": "ng/mL", "date": "2026-01-31"}, {"test": "x"}]
    assert parsed(rows).notes[1].startswith("Row 2: ")


def test_of_many_bad_rows_the_first_few_are_told():
    made = laboratory(SI + "INR,1.1,,2026-01-31,,\n" * 20)
    assert codes(made)[1:] == ["without_unit"] * 8 + ["more_left_out"]
    assert "12 more" in made.notes[-1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_laboratory_file"),
        ("<html><body>Sign in</body></html>", "not_a_laboratory_file"),
        ("test,value,date\nAFP,7,2026-01-31\n", "not_a_laboratory_file"),
        ('test,value,unit,date\n"AFP,7,ng/mL', "not_a_laboratory_file"),
        ("{", "not_a_laboratory_file"),
        ('{"values": 3}', "not_a_laboratory_file"),
        ("[1, 2]", "not_a_laboratory_file"),
        ("[" * 100_000, "not_a_laboratory_file"),
        (b"\x00\x01\x02", "not_a_laboratory_file"),
        ("test,value,unit,date\n", "empty_file"),
        ('{"resourceType": "Bundle", "entry": []}', "empty_file"),
        ('{"resourceType": "Bundle", "entry": 3}', "empty_file"),
        ("test,value,unit,date\nAFP,7,,2026-01-31\n", "no_value_usable"),
    ],
)
def test_what_holds_no_value_is_refused(text, code):
    with raises(LaboratoryError, code, "labs.json"):
        parsed(text)


def test_limits_of_size_and_rows(monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 4)
    with raises(LaboratoryError, "too_many_rows"):
        laboratory()
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with raises(LaboratoryError, "file_too_large"):
        laboratory()


def test_json_with_the_same_names():
    rows = [{"test": "AFP", "value": 7, "unit": "ng/mL", "date": "2026-01-31", "high": 8}]
    for content in (rows, {"birth_date": "1966-02-01", "patient_id": "77", "values": rows}):
        (value,) = parsed(content).values
        assert (value.value, value.high) == (7, 8)
    assert parsed(content).born == date(1966, 2, 1)


def test_rows_of_another_patient_are_left_out():
    text = "patient_id,test,value,unit,date\n77,AFP,7,ng/mL,2026-01-31\n78,AFP,9,ng/mL,2026-01-31\n"
    made = laboratory(text, patient_id="77")
    assert [value.value for value in made.values] == [7]
    assert codes(made) == ["of_another_patient"]
    with raises(LaboratoryError, "of_another_patient_alone"):
        laboratory(text, patient_id="79")
    # A CT that names nobody can't tell.
    with raises(LaboratoryError, "of_several_patients"):
        laboratory(text)
    (first, *_) = text.partition("78")
    assert codes(laboratory(first)) == ["whose_is_unknown"]


def test_a_fhir_bundle_with_its_patient():
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"value": "77"}],
        "birthDate": "1966-02-01",
    }
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": one} for one in (patient, observation())],
    }
    made = parsed(bundle, patient_id="77")
    assert (len(made.values), made.notes, made.born) == (1, (), date(1966, 2, 1))
    with raises(LaboratoryError, "of_another_patient_alone"):
        parsed(bundle, patient_id="78")
    # A Bundle may call its patient by another name than its id.
    bundle["entry"][0]["fullUrl"] = "urn:uuid:5"
    bundle["entry"][1]["resource"]["subject"] = {"reference": "urn:uuid:5"}
    assert len(parsed(bundle, patient_id="77").values) == 1
    bundle["entry"][1]["resource"]["subject"] = {"reference": "urn:uuid:6"}
    with raises(LaboratoryError, "no_value_usable"):
        parsed(bundle, patient_id="77")
    assert codes(parsed(observation(), patient_id="77")) == ["whose_is_unknown"]


def test_a_file_that_is_not_there(tmp_path):
    with raises(LaboratoryError, "file_unreadable", "none.csv"):
        read_laboratory(tmp_path / "none.csv")


def test_a_file_on_a_disk(tmp_path):
    path = tmp_path / "labs.csv"
    path.write_text(SI)
    assert len(read_laboratory(path, today=TODAY).values) == 5
