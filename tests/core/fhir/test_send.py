"""Storing a Bundle: under one known patient, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import ConsentError, ServerError, UsageError
from core.fhir import result_bundle, send, send_bundle
from core.fhir.send import Stored, read_bundle
from tests.coded import raises
from tests.core.fhir.fake_server import as_json
from tests.core.fhir.made_case import MADE_AT, PDF, case


@pytest.fixture(scope="module")
def bundle():
    return result_bundle(case(), PDF, id_system="urn:oid:1.2.3", made_at=MADE_AT)


def test_it_is_stored_once_under_the_patient_of_the_server(fake, bundle):
    total = len(bundle["entry"])
    assert send_bundle(fake.site, bundle) == Stored(total, 0)
    assert send_bundle(fake.site, bundle) == Stored(0, total)
    search, stored = fake.asked[:2]
    assert ("identifier", "urn:oid:1.2.3|77") in search.form
    sent = json.loads(stored.body)
    people = [e["resource"]["subject"] for e in sent["entry"] if "subject" in e["resource"]]
    assert {one["reference"] for one in people} == {"Patient/p1"}
    # What was given is left as it was.
    assert "Patient/p1" not in json.dumps(bundle)


def test_nothing_is_sent_about_a_patient_whom_the_server_does_not_know(fake, bundle):
    fake.patients = []
    with raises(ServerError, "no_such_patient"):
        send_bundle(fake.site, bundle)
    assert [one.path for one in fake.asked] == ["/fhir/Patient/_search"]


def test_a_server_that_stores_only_some_is_told(fake, bundle):
    fake.instead = lambda asked: (
        as_json(
            {
                "resourceType": "Bundle",
                "entry": [{"response": {"status": "201"}}, {"response": {"status": "400"}}, None],
            }
        )
        if asked.path == "/fhir"
        else None
    )
    with raises(ServerError, "not_all_stored", f"of {len(bundle['entry'])}"):
        send_bundle(fake.site, bundle)


def test_a_failed_transaction_is_not_sent_again(fake, bundle):
    fake.instead = lambda asked: (503, "", b"", {}) if asked.path == "/fhir" else None
    with raises(ServerError, "fails"):
        send_bundle(fake.site, bundle)
    assert len(fake.asked) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b.update(type="batch"),
        lambda b: b.update(entry=[]),
        lambda b: b["entry"][0]["request"].update(method="DELETE"),
        lambda b: b["entry"][0]["resource"].update(subject={"identifier": {"value": "78"}}),
        lambda b: b["entry"][0]["resource"].update(subject={"reference": "Patient/9"}),
        lambda b: b["entry"].append(3),
    ],
)
def test_what_is_no_bundle_of_ours_is_not_read(bundle, tmp_path, change):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle))
    assert read_bundle(path) == bundle
    changed = json.loads(path.read_text())
    change(changed)
    path.write_text(json.dumps(changed))
    with raises(UsageError, "not_a_bundle", "bundle.json"):
        read_bundle(path)


def resource(bundle, kind: str = "ImagingStudy") -> dict:
    entries = bundle["entry"]
    return next(e["resource"] for e in entries if e["resource"]["resourceType"] == kind)


def nested(levels: int) -> list:
    made: list = []
    for _ in range(levels - 1):
        made = [made]
    return made


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b.update(entry={}),
        lambda b: b.update(entry="abc"),
        lambda b: b["entry"].append({"resource": "abc", "request": {"method": "POST"}}),
        lambda b: b["entry"].append({"resource": [], "request": {"method": "POST"}}),
        lambda b: b["entry"].append({"resource": {}, "request": {"method": "POST"}}),
        lambda b: b["entry"][0].update(request=["POST"]),
        lambda b: b["entry"][0]["request"].update(url="http://evil.example/"),
        lambda b: resource(b).update(identifier=["x"]),
        lambda b: resource(b).update(identifier=None),
        lambda b: resource(b).update(identifier="urn:oid:1.2"),
        lambda b: resource(b).pop("identifier"),
        lambda b: resource(b).update(identifier=[{"system": "urn:dicom:uid", "value": 5}]),
        lambda b: resource(b).update(identifier=[{"system": "urn:dicom:uid", "value": None}]),
        lambda b: resource(b).update(subject="77"),
        lambda b: resource(b).update(subject={"identifier": "77"}),
        lambda b: resource(b)["subject"].update(identifier={"value": "77", "system": 5}),
        lambda b: resource(b).update(note=float("nan")),
        lambda b: resource(b).update(note=float("-inf")),
        lambda b: resource(b).update(note="\ud800"),
        lambda b: b.update({"\ud800": 1}),
        # The Bundle around it is one more.
        lambda b: b.update(note=nested(100)),
        lambda b: b.update(note=nested(300)),
    ],
)
def test_an_odd_bundle_is_one_sentence(bundle, tmp_path, change):
    changed = json.loads(json.dumps(bundle))
    change(changed)
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(changed))
    with raises(UsageError, "not_a_bundle", "bundle.json"):
        read_bundle(path)


@pytest.mark.parametrize("odd", [b"1e999", b"[" * 900 + b"]" * 900, b"9" * 5_000])
def test_what_only_text_can_hold_is_one_sentence_too(bundle, tmp_path, odd):
    path = tmp_path / "bundle.json"
    path.write_bytes(json.dumps(bundle).encode()[:-1] + b', "note": ' + odd + b"}")
    with raises(UsageError, "not_a_bundle", "bundle.json"):
        read_bundle(path)


def test_a_bundle_that_hides_its_size_is_one_sentence(monkeypatch):
    # As a device does, it says that it has no bytes.
    path = Path("/proc/cpuinfo")
    if not path.exists():
        pytest.skip("no such file here")
    assert path.stat().st_size == 0
    monkeypatch.setattr(send, "MOST_BYTES", 10)
    monkeypatch.setattr(send, "parsed", lambda body: pytest.fail("it was parsed"))
    with raises(UsageError, "not_a_bundle", "cpuinfo"):
        read_bundle(path)


def test_a_bundle_as_deep_as_the_limit_is_sent(fake, bundle, tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({**bundle, "note": nested(99)}))
    assert send_bundle(fake.site, read_bundle(path)) == Stored(len(bundle["entry"]), 0)


def test_a_bundle_of_too_many_values_is_not_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr(send, "parsed", lambda body: pytest.fail("it was parsed"))
    path = tmp_path / "bundle.json"
    path.write_bytes(b"[" + b"{}," * 600_000 + b"{}]")
    with raises(UsageError, "not_a_bundle", "bundle.json"):
        read_bundle(path)


def test_what_is_no_json_is_not_read(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html>")
    with raises(UsageError, "not_a_bundle", "page.html"):
        read_bundle(path)


def test_nothing_is_sent_of_a_study_that_is_not_on_the_list(fake, bundle, tmp_path, monkeypatch):
    listed = tmp_path / "consent.txt"
    listed.write_text("1.2.840.2\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(listed))
    with raises(ConsentError, "no_consent"):
        send_bundle(fake.site, bundle)
    assert fake.asked == []
    listed.write_text("1.2.840.1\n")
    assert send_bundle(fake.site, bundle).present == 0
