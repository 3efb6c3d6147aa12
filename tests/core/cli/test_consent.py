"""No command that takes a CT gets past the operator's list of studies."""

from __future__ import annotations

import pytest

from core.audit import Trail
from core.cli import main


@pytest.fixture
def consent(tmp_path, monkeypatch):
    path = tmp_path / "consent.txt"
    path.write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))


@pytest.mark.parametrize(
    "words",
    [
        ("analyze", "CT", "--out", "OUT"),
        ("report", "CT", "--out", "OUT"),
        ("export", "dicom", "CT", "--out", "OUT"),
        ("fhir", "bundle", "CT", "--out", "OUT"),
        ("explain", "CT", "--slice=1", "--method=saliency", "--target=benign", "--out", "OUT"),
        ("follow-up", "CT", "CT", "--out", "OUT"),
    ],
)
def test_it_is_refused_in_one_line_and_in_the_trail(words, known, nifti, consent, tmp_path, capsys):
    out = tmp_path / "out"
    places = {"CT": str(nifti), "OUT": str(out)}
    assert main([places.get(word, word) for word in words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "does not say of which study it is" in line
    assert not out.exists()
    (entry,) = Trail.open().read()
    assert (entry.who, entry.did, entry.what) == ("command line", "refused", "no_study_to_allow")
    assert len(entry.series) == 16


def test_looking_at_what_is_there_is_free(consent, capsys):
    assert main(["worklist", "list"]) == 0
    assert capsys.readouterr().err == ""
