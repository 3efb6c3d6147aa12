import json

import pytest

from core.cli import main
from tests.core.report.pdf_text import pages_of


@pytest.fixture(autouse=True)
def no_worklist(monkeypatch, tmp_path):
    """A machine without worklist: neither store nor key."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("LIVERLENS_KEY", raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "none" / "worklist.sqlite3"))


def test_a_nifti_becomes_a_report(known, nifti, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["report", str(nifti), "--out", str(out), "--json", "--csv"]) == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == ["analysis.json", "lesions.csv", "liverlens-report.pdf", "slices.csv"]
    text = " ".join(pages_of((out / "liverlens-report.pdf").read_bytes()))
    assert "Malignant-looking" in text
    assert "patient not named" in text
    content = json.loads((out / "analysis.json").read_text())
    assert f"{content['patient']['p_malignant']:.2f}" in text
    printed = capsys.readouterr()
    assert printed.out.startswith("Malignant-looking (top-3 mean over liver slices")
    assert str(out / "liverlens-report.pdf") in printed.out
    assert printed.err == ""
    assert not (tmp_path / "none").exists()


def test_the_worklists_pseudonym_where_there_is_a_key(known, nifti, tmp_path, monkeypatch):
    monkeypatch.setenv("LIVERLENS_KEY", "k" * 32)
    out = tmp_path / "one.pdf"
    assert main(["report", str(nifti), "--out", str(out), "--no-heatmaps"]) == 0
    text = pages_of(out.read_bytes())
    assert all("LiverLens report · Subject " in page for page in text)
    assert "Heatmaps were left out on request." in " ".join(text)


@pytest.mark.parametrize("name", ["empty", "gone.dcm"])
def test_nothing_is_written_for_bad_input(known, name, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    assert main(["report", str(tmp_path / name), "--out", str(out)]) == 2
    assert not out.exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert name in line


def test_an_out_folder_that_is_a_file(known, nifti, capsys):
    assert main(["report", str(nifti), "--out", str(nifti)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"liverlens: {nifti}: can't write there")
