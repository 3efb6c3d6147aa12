import json

import pytest

from core.cli import main
from tests.core.pacs.made_files import (
    JSON,
    MULTIPART,
    SERIES,
    STUDY,
    as_json,
    ct_file,
    fake_server,
    multipart,
)
from tools.mock_dicom.mock_slice import PATIENT_ID

STUDY_ROW = {
    "0020000D": {"Value": [STUDY]},
    "00100020": {"Value": [PATIENT_ID]},
    "00080020": {"Value": ["20260105"]},
    "00201208": {"Value": [20]},
}
SERIES_ROWS = [
    {
        "0020000D": {"Value": [STUDY]},
        "0020000E": {"Value": [uid]},
        "00080060": {"Value": ["CT"]},
        "0008103E": {"Value": [text]},
        "00201209": {"Value": [20]},
    }
    for uid, text in ((SERIES, "Liver venous"), ("1.2.9", "Liver arterial"))
]
BODIES = [ct_file(n) for n in range(1, 21)]


def answer(path):
    if path.split("?")[0].endswith("/studies"):
        return 200, {"Content-Type": JSON}, as_json([STUDY_ROW])
    if path.split("?")[0].endswith("/series"):
        return 200, {"Content-Type": JSON}, as_json(SERIES_ROWS)
    if path.split("?")[0].endswith("/instances"):
        rows = [{"00080018": {"Value": [f"{SERIES}.{n}"]}} for n in range(1, 21)]
        return 200, {"Content-Type": JSON}, as_json(rows)
    return 200, {"Content-Type": MULTIPART}, multipart(BODIES)


@pytest.fixture
def site(tmp_path, monkeypatch):
    with fake_server(answer) as fake:
        path = tmp_path / "pacs.toml"
        path.write_text(f'[site.main]\nprotocol = "dicomweb"\nurl = "{fake.url}"\n')
        monkeypatch.setenv("LIVERLENS_PACS", str(path))
        yield fake


def said(capsys, *words: str) -> list[str]:
    capsys.readouterr()
    assert main(["pacs", *words]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


def refused(capsys, *words: str) -> str:
    capsys.readouterr()
    assert main(["pacs", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_find_lists_studies_then_their_series_with_the_reason(site, capsys):
    head, row, foot = said(capsys, "find", "--patient", PATIENT_ID)
    assert head.split()[:2] == ["study", "patient"]
    assert row.split()[:2] == [STUDY, PATIENT_ID]
    assert foot == "1 study."
    lines = said(capsys, "find", "--study", STUDY)
    assert any(SERIES in line and "best" in line and "portal-venous" in line for line in lines)


def test_find_as_json(site, capsys):
    (line,) = said(capsys, "find", "--patient", PATIENT_ID, "--series", "--json")
    told = json.loads(line)
    assert (told["study_uid"], told["n_instances"]) == (STUDY, 20)
    assert [one["series_uid"] for one in told["series"]] == [SERIES, "1.2.9"]
    assert told["series"][0]["suited"]


def test_find_asks_no_archive_for_everything(site, capsys):
    assert "every study" in refused(capsys, "find")
    assert site.paths == []


def test_get_takes_the_series_that_suits_best(site, capsys, tmp_path):
    (line,) = said(capsys, "get", "--study", STUDY, "--out", str(tmp_path / "got"))
    assert "20 files" in line
    (folder,) = (tmp_path / "got").iterdir()
    assert sorted(path.read_bytes() for path in folder.iterdir()) == sorted(BODIES)


@pytest.mark.parametrize("row", [STUDY_ROW, {"0020000D": {"Value": [STUDY]}}])
def test_get_keeps_nothing_of_another_patient(site, capsys, tmp_path, monkeypatch, row):
    # Whether the archive names the patient, or the question alone did.
    monkeypatch.setitem(globals(), "STUDY_ROW", row)
    others = [ct_file(n, PatientID="OTHER") for n in range(1, 21)]
    monkeypatch.setitem(globals(), "BODIES", others)
    line = refused(capsys, "get", "--patient", PATIENT_ID, "--out", str(tmp_path / "got"))
    assert "another patient" in line
    assert "OTHER" not in line
    assert list((tmp_path / "got").iterdir()) == []


def test_get_of_a_series_that_is_not_there(site, capsys, tmp_path):
    line = refused(capsys, "get", "--study", STUDY, "--series", "1.9", "--out", str(tmp_path / "g"))
    assert "1.9" in line
    assert not (tmp_path / "g").exists()


def test_echo(site, capsys):
    (line,) = said(capsys, "echo")
    assert line.startswith("main answers")


def test_send_needs_the_operators_leave(site, capsys, tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(BODIES[0])
    assert "may_send" in refused(capsys, "send", str(path))
    (tmp_path / "no.dcm").write_text("no DICOM")
    assert "no.dcm" in refused(capsys, "send", str(tmp_path / "nowhere" / "no.dcm"))


def test_without_sites(capsys, monkeypatch):
    monkeypatch.delenv("LIVERLENS_PACS", raising=False)
    assert "LIVERLENS_PACS" in refused(capsys, "echo")


def test_get_takes_nothing_that_is_not_on_the_operators_list(site, capsys, tmp_path, monkeypatch):
    (tmp_path / "consent.txt").write_text("1.9\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    line = refused(capsys, "get", "--study", STUDY, "--out", str(tmp_path / "got"))
    assert "not on the operator's list" in line
    assert not (tmp_path / "got").exists()
