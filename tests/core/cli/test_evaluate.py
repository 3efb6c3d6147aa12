import json
import re

import numpy as np
import pytest

from core import DISCLAIMER
from core.cli import main
from tests.core.known_network import MALIGNANT_HU, block_volume

#: The contract's keys.
KEYS = {
    "n_slices",
    "n_subjects",
    "liver_dice",
    "lesion_dice",
    "accuracy",
    "macro_f1",
    "per_class",
    "auc_lesion",
    "auc_malignant",
    "confusion_matrix",
    "ece",
}


@pytest.fixture
def data(tmp_path):
    """Six slices of three subjects; two hold a malignant block. The label is the HU band."""
    image = block_volume(6)
    image[2:4, 20:30, 24:32] = MALIGNANT_HU
    label = np.select([image == 105, image == MALIGNANT_HU], [1, 3], 0)
    path = tmp_path / "slices.npz"
    np.savez(
        path,
        image=image.astype(np.uint8),
        label=label.astype(np.uint8),
        subject=np.repeat([1, 2, 3], 2),
    )
    return path


def test_a_network_that_reads_the_truth_scores_full_marks(known, data, tmp_path):
    words = ["evaluate", "--model", "known", "--data", str(data), "--out", str(tmp_path)]
    assert main([*words, "--split", "all"]) == 0
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics.keys() >= KEYS
    assert (metrics["n_slices"], metrics["n_subjects"]) == (6, 3)
    assert metrics["liver_dice"] == metrics["lesion_dice"] == metrics["accuracy"] == 1.0
    assert metrics["confusion_matrix"] == [[4, 0, 0], [0, 0, 0], [0, 0, 2]]


def test_the_summary_names_each_n_and_what_was_assumed(known, data, tmp_path, capsys):
    words = ["evaluate", "--model", "known", "--data", str(data), "--out", str(tmp_path)]
    assert main([*words, "--split", "all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("known, all: 6 slices of 3 subjects")
    (found,) = [line for line in lines if "Lesions found, one by one  " in line]
    # One subject of three has both lesions: no interval.
    assert " ".join(found.split()) == (
        "Lesions found, one by one 1.00 (no interval) 2 of 2 lesions in 1 subjects"
    )
    assert any("1.5 mm per pixel (an assumption)" in line for line in lines)
    (malignant,) = [line for line in lines if line.startswith("  malignant")]
    assert malignant.split() == ["malignant", "0", "0", "2", "1.00", "1.00", "1.00"]
    assert lines[-1] == DISCLAIMER


def test_a_table_for_each_column_asked_for(known, data, tmp_path, capsys):
    words = ["evaluate", "--model", "known", "--data", str(data), "--out", str(tmp_path)]
    assert main([*words, "--split", "all", "--by", "phase", "--by", "subject"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("By phase"))
    head, portal, intervals, subjects = lines[start + 1 : start + 5]
    assert head.split("  ")[-1] == "Alarms, no liver"
    # One subject has both lesions and two have slices without: too few for a figure.
    assert re.split(r"\s{2,}", portal.strip()) == [
        *("portal", "6", "3", "1.000"),
        *["not measured"] * 5,
    ]
    assert intervals.split() == ["1.00–1.00"]
    assert subjects.startswith("By subject")
    # Head and three subjects, without intervals.
    assert len(lines[start + 5 : -1]) == 4
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert [row["n_slices"] for row in metrics["groups"]["subject"]] == [2, 2, 2]


def test_a_column_that_is_not_there_is_named(known, data, tmp_path, capsys):
    words = ["evaluate", "--model", "known", "--data", str(data), "--out", str(tmp_path)]
    assert main([*words, "--split", "all", "--by", "scanner"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'scanner'" in line
    assert "phase, quality, source, subject" in line


def test_a_card_without_test_subjects_is_named(known, data, tmp_path, capsys):
    words = ["evaluate", "--model", "known", "--data", str(data), "--out", str(tmp_path)]
    assert main(words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--split all" in line
