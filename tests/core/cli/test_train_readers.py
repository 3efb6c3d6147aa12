"""`train --from-annotations`, from a study to a card; the training itself has few steps."""

from __future__ import annotations

import json

import pytest

from core.annotation import Finding
from core.cli import main, sentences, train_readers
from core.consensus import METHODS
from core.models import build_network, save_checkpoint
from core.preprocessing import PreprocessingConfig
from core.worklist import Store
from tests.core.training.readers.made import LESION, make_study, outlined, read

BACKBONE = "test_efficientnet"


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Six patients, read by both; of the last one both reject the finding."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "worklist.sqlite3"))
    store = Store.open()
    study = make_study(store, tmp_path / "scans", 6)
    for place in range(6):
        kind = "metastasis" if place % 2 == 0 else "cyst"
        finding = Finding(1, kind=kind, rejected="vessel" if place == 5 else "")
        read(store, study, place, outlined((finding, LESION)), outlined((finding, LESION)))
    store.close()
    return study


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "before.pth"
    save_checkpoint(
        path,
        build_network(BACKBONE),
        name="before",
        backbone=BACKBONE,
        preprocessing=PreprocessingConfig(),
    )
    return path


@pytest.mark.usefixtures("quick_speed")
def test_from_a_study_to_a_card(study, weights, tmp_path, capsys):
    settings = tmp_path / "c.json"
    settings.write_text(
        json.dumps(
            {
                "warmup_steps": 1,
                "slice_head_batches": 0,
                "sampling": {"batch_size": 2, "liver_free_share": 0.0},
            }
        )
    )
    out = tmp_path / "run"
    words = ["train", "--from-annotations", "Blocks", "--backbone", BACKBONE, "--out", str(out)]
    words += ["--start-from", str(weights), "--config", str(settings)]
    assert main([*words, "--steps", "2", "--evaluate-every", "2"]) == 0
    said = capsys.readouterr().out
    card = json.loads((out / "weights" / f"{BACKBONE}.json").read_text())
    split = json.loads((out / "split.json").read_text())
    subjects = sorted(one for part in split.values() for one in part)
    assert subjects == [1_000_001 + place for place in range(6)]
    assert card["split"] == split
    assert card["training"]["sampling"]["hard_weight"] == train_readers.HARD_WEIGHT
    readers = card["readers"]
    assert (readers["consensus"], readers["n_series"], readers["n_subjects"]) == ("majority", 6, 6)
    # Both drew the same, and both rejected the same: Dice 1 on the five that have a lesion.
    assert readers["agreement"]["outlines"]["lesions"] == {
        "n": 5,
        "dice": 1.0,
        "mean_mm": None,
        "p95_mm": None,
    }
    assert readers["ceiling"] == card["limits"][-1]
    compared = json.loads((out / "held_out.json").read_text())
    assert compared == readers["held_out"]
    assert compared["n_subjects"] == len(split["test"])
    assert "training slices with a finding that readers reject" in said
    assert "held-out subjects of the readers" in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], sentences.nothing_to_train_on()),
        (["--from-annotations", "Another"], "There is no study Another"),
        (["--from-annotations", "Blocks", "--consensus", "staple"], "STAPLE takes 3"),
        (["--from-annotations", "Blocks", "--consensus", "arbiter"], "The arbiter has not"),
    ],
)
def test_what_is_missing_is_one_line(study, tmp_path, capsys, words, expected):
    told = ["train", "--backbone", BACKBONE, "--out", str(tmp_path / "run"), *words]
    assert main(told) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert expected in line


def test_the_ways_to_a_consensus_are_those_there_are():
    assert tuple(METHODS) == train_readers.METHODS
