"""`core fhir`: values from a file and a server, a Bundle to a file, and the file to a server."""

from __future__ import annotations

import json
import stat

import pytest

from core.cli import main, sentences
from tests.core.fhir.fake_server import FakeServer, running
from tests.core.fhir.test_client import observation
from tests.core.laboratory.made import SI
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

PATIENT = {"resourceType": "Patient", "id": "p1", "identifier": [{"value": "PID-77"}]}


@pytest.fixture
def labs(tmp_path):
    path = tmp_path / "labs.csv"
    path.write_text(SI + "INR,1.1,,2026-01-31,,\n")
    return path


@pytest.fixture
def server(monkeypatch):
    with running(FakeServer([PATIENT], [observation()])) as fake:
        monkeypatch.setenv("LIVERLENS_FHIR_URL", fake.base)
        yield fake


def run(capsys, *words: object, status: int = 0) -> str:
    assert main(["fhir", *map(str, words)]) == status
    told = capsys.readouterr()
    return told.err if status else told.out


def test_values_and_scores_of_a_file(labs, capsys):
    out = run(capsys, "labs", "--labs", labs, "--age", 60, "--scan-date", "2026-02-01")
    lines = [line.split() for line in out.splitlines()]
    assert ["Bilirubin", "20", "µmol/L", "2026-01-31", "5–21"] in lines
    assert "ALBI: −2.12, grade 2" in out
    assert "FIB-4: 3.00" in out
    assert "Line 7: INR 1.1 has no unit" in out
    assert out.rstrip().endswith("Research use only. Not a medical device.")


def test_the_same_for_programs(labs, capsys):
    told = json.loads(run(capsys, "labs", "--labs", labs, "--json"))
    assert told["scores"]["albi"]["value"] == pytest.approx(-2.1163)
    assert told["scores"]["fib4"]["obstacle"] == "Not computed: needs the patient's age."
    assert told["values"][0]["converted"] == 20
    assert told["disclaimer"] == "Research use only. Not a medical device."


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--age", 999999),
        ("--age", 121),
        ("--age", -1),
        ("--age", "²"),
        ("--ast-upper", 1001),
        ("--ast-upper", 0),
        ("--scan-date", "2999-01-01"),
    ],
)
def test_numbers_and_days_that_cannot_be_are_refused(labs, capsys, option, value):
    with pytest.raises(SystemExit) as ended:
        main(["fhir", "labs", "--labs", str(labs), f"{option}={value}"])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert f"{option}: " in told.err
    assert str(value) in told.err


@pytest.mark.parametrize(
    "row",
    [
        "{0},20,umol/L,2026-01-31",
        "bilirubin,{0},umol/L,2026-01-31",
        "bilirubin,20,{0},2026-01-31",
        "bilirubin,20,umol/L,{0}",
        "bilirubin,20,umol/L,2026-01-31,{0},-1",
        '"{0},20,umol/L',
    ],
)
@pytest.mark.parametrize("others", ["", "AFP,7,ng/mL,2026-01-31\n"])
def test_words_of_the_file_are_not_repeated(tmp_path, capsys, row, others):
    words = "Doe^Jane ZQX-4711-88"
    path = tmp_path / "labs.csv"
    path.write_text(f"test,value,unit,date,low,high\n\n{others}{row.format(words)}\n")
    main(["fhir", "labs", "--labs", str(path)])
    told = "".join(capsys.readouterr())
    assert "Doe" not in told
    assert "ZQX" not in told
    assert "labs.csv" in told
    if not row.startswith('"'):
        assert f"Line {4 if others else 3}" in told


def test_the_ages_at_the_ends_are_taken(labs, capsys):
    assert "FIB-4: 6.00" in run(capsys, "labs", "--labs", labs, "--age", 120)
    assert "FIB-4: 0.00" in run(capsys, "labs", "--labs", labs, "--age", 0)


def test_values_of_a_patient_of_the_server(server, tmp_path, capsys):
    path = tmp_path / "id"
    path.write_text("PID-77\n")
    out = run(capsys, "labs", "--patient-id-file", path)
    assert "1.2 mg/dL" in out
    assert "PID-77" not in out


def test_mistakes_are_one_line(tmp_path, labs, capsys):
    (tmp_path / "latin-1").write_bytes("Müller".encode("latin-1"))
    told = run(capsys, "labs", "--patient-id-file", tmp_path / "latin-1", status=2)
    assert sentences.patient_id_is_no_text("latin-1") in told
    assert "--labs" in run(capsys, "labs", status=2)
    assert "LIVERLENS_FHIR_URL" in run(capsys, "labs", "--patient-id-file", labs, status=2)
    (tmp_path / "page.csv").write_text("<html>")
    assert "page.csv" in run(capsys, "labs", "--labs", tmp_path / "page.csv", status=2)
    assert "LIVERLENS_FHIR_URL" in run(capsys, "send", labs, status=2)


def test_a_nifti_is_of_no_study(nifti, known, tmp_path, capsys):
    out = tmp_path / "bundle.json"
    err = run(capsys, "bundle", nifti, "--out", out, status=2)
    assert "names no DICOM study" in err
    assert not out.exists()


def test_a_bundle_is_written_for_its_owner_and_stored_once(server, known, labs, tmp_path, capsys):
    folder = tmp_path / "ct"
    folder.mkdir()
    for number in range(6):
        pixels = _pixels(number)
        made = ct_slice(number * 5.0, pixels, PatientID="PID-77", StudyDate="20260201")
        (folder / f"{number}.dcm").write_bytes(to_bytes(made))
    out = tmp_path / "bundle.json"
    told = run(capsys, "bundle", folder, "--out", out, "--labs", labs, "--no-heatmaps")
    assert "holds the patient's ID" in told
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    bundle = json.loads(out.read_text())
    report = bundle["entry"][-1]["resource"]
    assert report["resourceType"] == "DiagnosticReport"
    assert report["subject"]["identifier"] == {"value": "PID-77"}
    total = len(bundle["entry"])
    assert f"Stored: {total} new, 0 that were there already." in run(capsys, "send", out)
    assert f"Stored: 0 new, {total} that were there already." in run(capsys, "send", out)


def _pixels(number: int):
    from tests.core.known_network import MALIGNANT_HU, block_volume

    volume = block_volume(6)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    return volume[number]
