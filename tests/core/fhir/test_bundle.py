"""The Bundle: what is in it, and that two validators take it."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import DISCLAIMER
from core.errors import UsageError
from core.fhir import result_bundle
from core.labels import NOT_ASSESSABLE
from tests.coded import raises
from tests.core.fhir.made_case import MADE_AT, PDF, case

#: Where R4 binds codes by example.
EXAMPLES_ONLY = {
    "Observation.code",
    "Observation.bodySite",
    "DiagnosticReport.code",
    "DiagnosticReport.category[0]",
}
JS = Path(__file__).resolve().parents[2] / "js"


@pytest.fixture(scope="module")
def analysis():
    return case()


@pytest.fixture(scope="module")
def bundle(analysis):
    return result_bundle(analysis, PDF, id_system="urn:oid:1.2.3", made_at=MADE_AT)


def of_kind(bundle: dict, kind: str) -> list[dict]:
    return [
        entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind
    ]


def amounts(bundle: dict) -> dict[str, tuple]:
    """(where, code) -> (value, unit)"""
    return {
        (one["bodySite"]["text"], one["code"]["coding"][-1]["code"]): (
            one["valueQuantity"]["value"],
            one["valueQuantity"]["code"],
        )
        for one in of_kind(bundle, "Observation")
        if "valueQuantity" in one
    }


def test_the_models_of_fhir_resources_take_it(bundle):
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is missing")
    read = models.Bundle.model_validate_json(json.dumps(bundle))
    assert len(read.entry) == len(bundle["entry"])
    study = json.loads(read.model_dump_json())["entry"][0]["resource"]
    assert study == bundle["entry"][0]["resource"]


def test_the_validator_of_npm_fhir_finds_no_error(bundle):
    node = shutil.which("node")
    if node is None or not (JS / "node_modules" / "fhir").is_dir():
        pytest.skip("npm's fhir is not installed (make setup-dev)")
    told = subprocess.run(
        [node, "fhir_validate.mjs"],
        cwd=JS,
        input=json.dumps(bundle),
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(told.stdout)
    # Codes of other systems than the examples that R4 gives are allowed and come as warnings.
    others = [one for one in messages if "not found in value set" not in one["message"]]
    assert [one for one in others if one["severity"] != "info"] == []
    assert {one["location"] for one in messages if one not in others} <= EXAMPLES_ONLY


def test_the_study_names_the_slices_that_were_read(bundle):
    (study,) = of_kind(bundle, "ImagingStudy")
    assert study["identifier"] == [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.840.1"}]
    assert study["started"] == "2026-02-01"
    (series,) = study["series"]
    assert (series["uid"], series["number"], series["numberOfInstances"]) == ("1.2.840.1.4", 4, 5)
    assert series["instance"][4]["uid"] == "1.2.840.1.4.5"
    assert series["instance"][0]["sopClass"]["code"] == "urn:oid:1.2.840.10008.5.1.4.1.1.2"


def test_a_file_of_several_frames_is_one_instance(analysis):
    one = analysis.series.instances[0]
    frames = tuple(replace(one, frame_number=number) for number in range(1, 6))
    made = result_bundle(replace(analysis, series=replace(analysis.series, instances=frames)), PDF)
    (study,) = of_kind(made, "ImagingStudy")
    assert study["series"][0]["numberOfInstances"] == 1


def test_measurements_have_value_unit_code_and_place(bundle):
    found = amounts(bundle)
    # 40 x 40 pixels of 2.25 mm² on four slices of 5 mm; 10 x 8 pixels on two of them.
    assert found["Liver", "liver_volume_ml"] == (72.0, "mL")
    assert found["Liver", "lesion_volume_ml"] == (1.8, "mL")
    assert found["Liver", "burden_percent"] == (2.5, "%")
    assert found["Liver, lesion 1", "volume_ml"] == (1.8, "mL")
    assert found["Liver, lesion 1", "mean_hu"] == (55.0, "[hnsf'U]")
    value, unit = found["Liver", "p_malignant"]
    assert (round(value, 2), unit) == (0.67, "1")
    (volume,) = (
        one for one in of_kind(bundle, "Observation") if one["code"]["text"] == "Liver volume"
    )
    assert volume["code"]["coding"][0] == {
        "system": "http://snomed.info/sct",
        "code": "118565006",
        "display": "Volume",
    }


def test_everything_is_preliminary_and_says_what_it_is(bundle, analysis):
    results = [*of_kind(bundle, "Observation"), *of_kind(bundle, "DiagnosticReport")]
    assert {one["status"] for one in results} == {"preliminary"}
    assert all(one["effectiveDateTime"] == "2026-02-01" for one in results)
    for one in of_kind(bundle, "Observation"):
        assert one["note"][-1] == {"text": DISCLAIMER}
    (device,) = of_kind(bundle, "Device")
    assert device["version"][1]["value"] == analysis.weights_sha256
    assert "known" in device["deviceName"][0]["name"]


def test_the_report_holds_the_pdf_and_every_result(bundle):
    (report,) = of_kind(bundle, "DiagnosticReport")
    (form,) = report["presentedForm"]
    assert base64.b64decode(form["data"]) == PDF
    assert (form["contentType"], form["size"]) == ("application/pdf", len(PDF))
    assert report["conclusion"].startswith("Malignant-looking, p(malignant) 0.67.")
    assert report["conclusion"].endswith(DISCLAIMER)
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert [one["reference"] for one in report["result"]] == addresses[2:-1]
    assert report["imagingStudy"] == [{"reference": addresses[0]}]
    assert len(set(addresses)) == len(addresses)


def test_the_patient_is_an_identifier_and_no_name(bundle):
    people = [
        one["subject"] for one in (e["resource"] for e in bundle["entry"]) if "subject" in one
    ]
    assert len(people) == len(bundle["entry"]) - 1
    assert {json.dumps(one) for one in people} == {
        '{"type": "Patient", "identifier": {"system": "urn:oid:1.2.3", "value": "77"}}'
    }
    assert "Quarrington" not in json.dumps(bundle)


def test_the_same_export_twice_is_the_same_and_any_change_is_new(bundle, analysis):
    def conditions(made: dict) -> list[str]:
        return [entry["request"]["ifNoneExist"] for entry in made["entry"]]

    later = datetime(2026, 3, 5, tzinfo=UTC)
    again = result_bundle(analysis, PDF, id_system="urn:oid:1.2.3", made_at=later)
    assert conditions(again) == conditions(bundle)
    assert all(one.startswith("identifier=") and "|" not in one for one in conditions(bundle))
    (lesion,) = analysis.lesions
    changed = replace(analysis, lesions=(replace(lesion, mean_hu=56.0),))
    other = result_bundle(changed, PDF, id_system="urn:oid:1.2.3", made_at=MADE_AT)
    new = [a != b for a, b in zip(conditions(other), conditions(bundle), strict=True)]
    # The attenuation of the lesion and the report that lists it.
    assert sum(new) == 2
    assert new[-1]


def test_a_report_that_shows_another_moment_alone_is_the_same(analysis):
    def name(pdf: bytes) -> str:
        (made,) = of_kind(result_bundle(analysis, pdf), "DiagnosticReport")
        return made["identifier"][0]["value"]

    def pdf(content: str, moment: bytes) -> bytes:
        return b"%PDF /Keywords (content:" + content.encode() * 64 + b") " + moment

    assert name(pdf("a", b"09:59")) == name(pdf("a", b"10:00")) != name(pdf("b", b"10:00"))


def test_a_series_that_is_not_assessable_has_no_scores_or_measurements(analysis):
    patient = replace(analysis.patient, category=NOT_ASSESSABLE, reasons=("arterial",))
    made = result_bundle(replace(analysis, patient=patient), PDF)
    (category,) = of_kind(made, "Observation")
    assert category["valueCodeableConcept"]["text"] == "Not assessable"
    assert category["note"][0] == {"text": "arterial phase"}


def test_who_and_what_must_be_known(analysis):
    with raises(UsageError, "nobody_to_file_under"):
        result_bundle(case(patient_id=""), PDF)
    with raises(UsageError, "no_study"):
        result_bundle(case(study_uid=""), PDF)
    with raises(UsageError, "no_study"):
        result_bundle(replace(analysis, series=replace(analysis.series, instances=())), PDF)


def test_without_a_date_none_is_made_up():
    made = result_bundle(case(study_date=""), PDF)
    results = [*of_kind(made, "Observation"), *of_kind(made, "DiagnosticReport")]
    assert all("effectiveDateTime" not in one for one in results)
    assert "started" not in of_kind(made, "ImagingStudy")[0]
