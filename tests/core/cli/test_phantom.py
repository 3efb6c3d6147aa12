import json

import nibabel
import numpy as np
import pytest

from core.cli import main
from core.dicom import discover, load_series


def test_files_that_our_own_reader_opens(tmp_path, capsys):
    out = tmp_path / "case"
    words = ["phantom", "--out", str(out), "--case", "benign", "--slices", "3", "--size", "64"]
    assert main([*words, "--seed", "5"]) == 0
    series = load_series([out])
    assert series.volume.shape == (3, 64, 64)
    assert series.warnings == ()
    assert str(out) in capsys.readouterr().out


def test_the_truth_beside_an_mr_series(tmp_path):
    out, truth = tmp_path / "case", tmp_path / "truth.nii.gz"
    words = ["phantom", "--out", str(out), "--case", "malignant", "--slices", "3", "--size", "64"]
    assert main([*words, "--modality", "MR", "--truth", str(truth)]) == 0
    image = nibabel.load(truth)
    series = load_series([out])
    assert image.shape == series.volume.shape[::-1]
    assert np.allclose(image.affine, series.affine_ras, atol=1e-4)
    assert set(np.unique(image.get_fdata())) <= {0, 1, 2, 3}


def test_a_size_that_makes_no_sense_writes_nothing(tmp_path, capsys):
    out = tmp_path / "case"
    assert main(["phantom", "--out", str(out), "--case", "normal", "--slices", "0"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert not out.exists()


def test_a_study_of_four_phases_with_its_truth(tmp_path, capsys):
    out = tmp_path / "study"
    words = ["phantom", "--out", str(out), "--phases", "--slices", "3", "--size", "64"]
    assert main([*words, "--seed", "5"]) == 0
    assert "12 files of 4 series" in capsys.readouterr().out
    assert len(discover([out / "dicom"]).candidates) == 4
    truth = json.loads((out / "truth" / "truth.json").read_text())
    phases = [one["phase"] for one in truth["series"]]
    assert phases == ["noncontrast", "arterial", "portal", "delayed"]
    mask = nibabel.load(out / "truth" / "3-portal.nii.gz")
    assert mask.shape == (64, 64, 3)


@pytest.mark.parametrize("more", [("--growth", "2"), ("--modality", "MR"), ("--truth", "x.nii.gz")])
def test_phases_have_no_visit_and_are_of_ct(tmp_path, capsys, more):
    out = tmp_path / "study"
    assert main(["phantom", "--out", str(out), "--phases", *more]) == 2
    assert "--phases" in capsys.readouterr().err
    assert not out.exists()
