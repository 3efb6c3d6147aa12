import json

import jsonschema
import pytest

from core.cli import main
from core.models import sentences
from tests.core.contract import ANALYSIS_SCHEMA


def test_a_nifti_becomes_the_contracts_files(known, nifti, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["analyze", str(nifti), "--out", str(out)]) == 0
    content = json.loads((out / "analysis.json").read_text())
    jsonschema.validate(content, ANALYSIS_SCHEMA)
    assert [row["p_malignant"] for row in content["slices"]] == pytest.approx(
        [0, 0.1, 0.95, 0.95, 0.1, 0.1], abs=1e-5
    )
    assert content["lesions"][0]["volume_ml"] == pytest.approx(1.8)
    assert {"read", "network", "total"} <= content["seconds"].keys()
    printed = capsys.readouterr()
    assert printed.out.startswith("Malignant-looking: p(malignant) 0.67")
    assert printed.err == ""


def test_intervals_if_asked_for(known, nifti, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("core.inference.test_time.VIEWS", 2)
    out = tmp_path / "out"
    words = ["analyze", str(nifti), "--out", str(out), "--engine", "torch", "--uncertainty"]
    assert main(words) == 0
    content = json.loads((out / "analysis.json").read_text())
    assert content["uncertainty"]["views"] == 2
    low, high = content["patient"]["interval"]["malignant"]
    printed = capsys.readouterr().out
    assert f"p(malignant) {low:.2f}–{high:.2f} under small changes" in printed


def test_nothing_is_written_for_bad_input(known, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    assert main(["analyze", str(tmp_path / "empty"), "--out", str(out)]) == 2
    assert not out.exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert "empty" in line


def test_a_missing_file_is_named(known, tmp_path, capsys):
    assert main(["analyze", str(tmp_path / "gone.dcm"), "--out", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "gone.dcm" in line


def test_a_series_that_is_not_there(known, nifti, tmp_path, capsys):
    assert main(["analyze", str(nifti), "--out", str(tmp_path), "--series", "9.9"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "9.9" in line


def test_an_out_folder_that_is_a_file(known, nifti, capsys):
    assert main(["analyze", str(nifti), "--out", str(nifti)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"liverlens: {nifti}: can't write there")


def test_for_an_unknown_model_the_known_ones_are_listed(
    weights_dir, nifti, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("LIVERLENS_WEIGHTS_DIR", str(weights_dir))
    assert main(["analyze", str(nifti), "--out", str(tmp_path), "--model", "vgg"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"liverlens: {sentences.unknown_model('vgg', ['untrained'])}"


def test_the_line_of_a_series_that_is_not_assessable(known, nifti, tmp_path, capsys):
    out = tmp_path / "out"
    # Not `monkeypatch`, which may be undone after `small_livers`, and would leave its limit.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.cautions.coverage.HALF_LIVER_ML", 750.0)
        assert main(["analyze", str(nifti), "--out", str(out)]) == 0
    patient = json.loads((out / "analysis.json").read_text())["patient"]
    assert (patient["category"], patient["reasons"]) == ("not_assessable", ["partial_liver"])
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("Not assessable: less than half of a liver. Scores outside the model")
    assert "p(malignant) 0.67" in first
