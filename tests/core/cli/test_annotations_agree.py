"""`annotations agree`: figures, places, files, and what is said of nothing to compare."""

from __future__ import annotations

import csv
import json

import pytest

from core.cli import main, sentences
from core.worklist import Store
from tests.core.worklist.made_studies import ANNA, BERT, some_annotation, some_series, some_study


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "worklist.sqlite3"))
    store = Store.open()
    yield store
    store.close()


@pytest.fixture
def study(store):
    """Anna calls a place a cyst, Bert half of it a carcinoma."""
    study = some_study(store, ANNA, BERT)
    for reader, columns, kind in ((ANNA, 4, "cyst"), (BERT, 2, "hcc")):
        store.save_annotation(
            some_series(1).series_digest,
            reader,
            some_annotation(columns, kind=kind),
            base=0,
            study=study.id,
            submitted=True,
        )
    return study


def test_it_says_how_far_they_agree_and_where_not(study, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["annotations", "agree", study.name, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Lesions in spring: 1 of 1 series, 2 readers" in said
    assert "Is it a lesion: 100 % agree, Cohen's kappa undefined, n = 1" in said
    assert "Kind of lesion: 0 % agree" in said
    # 16 voxels against 8 of them.
    assert "Outline of all lesions: Dice 0.67" in said
    assert "Reader 1: Cyst, Reader 2: Hepatocellular carcinoma" in said
    told = json.loads((out / "agreement.json").read_text())
    assert told["agreement"]["readers"] == ["Reader 1", "Reader 2"]
    assert told["agreement"]["ratings"]["kind"]["percent"] == 0.0
    rows = list(csv.DictReader((out / "disagreements.csv").open()))
    assert [row["about"] for row in rows] == ["looks", "kind", "outline", "slices"]
    assert ANNA not in (out / "agreement.json").read_text()
    assert ANNA not in (out / "disagreements.csv").read_text()


def test_nobody_to_compare_and_no_such_study_are_one_line(store, capsys):
    study = some_study(store, ANNA)
    for name, expected in (
        (study.name, sentences.nobody_to_compare(study.name)),
        ("Another", "There is no study Another"),
    ):
        assert main(["annotations", "agree", name]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert expected in line


def test_annotations_of_a_study_are_listed_by_its_name(study, capsys):
    assert main(["annotations", "list", "--study", study.name, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["annotations"]
    assert [one["reader"] for one in told] == [ANNA, BERT]
