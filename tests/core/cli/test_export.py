"""`core export dicom` and `core analyze --dicom` as a person meets them."""

from __future__ import annotations

import pydicom
import pytest

from core.cli import main
from core.cli.export_commands.dicom import KINDS
from core.dicom_results import KINDS as ALL_KINDS
from tests.core.export.dicom.made import ct_files


@pytest.fixture
def ct_folder(tmp_path):
    folder = tmp_path / "ct"
    folder.mkdir()
    for file in ct_files():
        (folder / file.name).write_bytes(file.data)
    return folder


def test_the_command_knows_every_kind():
    assert list(ALL_KINDS) == list(KINDS)


def test_a_ct_becomes_objects_of_its_study(known, ct_folder, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["export", "dicom", str(ct_folder), "--out", str(out)]) == 0
    names = sorted(path.name for path in out.iterdir())
    # The network of the test has no gradients for a map.
    assert names == [
        "liverlens-image-1.dcm",
        "liverlens-report.dcm",
        "liverlens-seg.dcm",
        "liverlens-sr.dcm",
    ]
    made = pydicom.dcmread(out / "liverlens-sr.dcm")
    assert (str(made.PatientName), made.StudyInstanceUID) == ("DOE^JANE", "1.2.3.1")
    printed = capsys.readouterr()
    assert str(out / "liverlens-seg.dcm") in printed.out
    assert "Note: No parametric map was written: " in printed.out
    assert "DOE" not in printed.out
    assert printed.err == ""


def test_only_what_was_asked_for_and_nobodys_name(known, ct_folder, tmp_path):
    out = tmp_path / "out"
    words = ["export", "dicom", str(ct_folder), "--out", str(out), "--kind", "seg", "sr"]
    assert main([*words, "--without-name"]) == 0
    files = sorted(out.iterdir())
    assert [path.name for path in files] == ["liverlens-seg.dcm", "liverlens-sr.dcm"]
    assert all(b"DOE^JANE" not in path.read_bytes() for path in files)


def test_a_nifti_is_a_sentence_before_anything_is_analysed(known, nifti, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["export", "dicom", str(nifti), "--out", str(out)]) == 2
    assert not out.exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("export NIfTI instead.")


def test_analyze_writes_them_beside_its_files(known, ct_folder, tmp_path):
    out = tmp_path / "out"
    assert main(["analyze", str(ct_folder), "--out", str(out), "--dicom"]) == 0
    assert (out / "analysis.json").exists()
    assert (out / "dicom" / "liverlens-seg.dcm").exists()


def test_analyze_of_a_nifti_says_why_there_is_no_dicom(known, nifti, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["analyze", str(nifti), "--out", str(out), "--dicom"]) == 0
    assert (out / "segmentation.nii.gz").exists()
    assert not (out / "dicom").exists()
    assert "export NIfTI instead." in capsys.readouterr().out
