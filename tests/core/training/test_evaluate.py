"""A network that reads the truth off the slices, scored on slices whose answers are known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import UsageError
from core.training.card import measure_again
from core.training.data import load_slices
from core.training.evaluate import evaluate_checkpoint, score
from tests.coded import raises
from tests.core.known_network import (
    BACKGROUND_HU,
    BENIGN_HU,
    LIVER_HU,
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
)

SPLIT = {"train": [1], "val": [2, 3], "test": [4, 5]}


@pytest.fixture
def data(tmp_path):
    """10 slices of subjects 1 to 5: each a liver, and a second slice with a lesion. The lesion of
    subject 5 is labelled where the image shows none, and shown where the label has none."""
    image = np.full((10, 64, 64), BACKGROUND_HU, np.uint8)
    label = np.zeros((10, 64, 64), np.uint8)
    image[:, 10:50, 10:50], label[:, 10:50, 10:50] = LIVER_HU, 1
    for subject, (hu, code) in enumerate(
        [(MALIGNANT_HU, 3), (BENIGN_HU, 2), (MALIGNANT_HU, 3), (MALIGNANT_HU, 3)]
    ):
        image[2 * subject + 1, 20:30, 20:32] = hu
        label[2 * subject + 1, 20:30, 20:32] = code
    image[9, 20:30, 20:32], label[9, 35:45, 20:32] = MALIGNANT_HU, 3
    path = tmp_path / "slices.npz"
    np.savez(path, image=image, label=label, subject=np.repeat([1, 2, 3, 4, 5], 2))
    return path


@pytest.fixture
def model(tmp_path):
    return replace(known_model(temperature=0.5), file=tmp_path / "m.pth", card={"split": SPLIT})


def test_figures_with_every_n(model, data):
    metrics = evaluate_checkpoint(model, data)
    assert (metrics["n_slices"], metrics["n_subjects"]) == (4, 2)
    assert metrics["by_class"]["malignant"] == {"slices": 2, "subjects": 2}
    assert metrics["liver_dice"] == 1.0
    # 120 of 2 x 120 lesion pixels each way.
    assert metrics["lesion_dice"] == 0.5
    assert metrics["confusion_matrix"] == [[2, 0, 0], [0, 0, 0], [0, 0, 2]]
    assert metrics["lesion_sensitivity"] == 0.5
    assert metrics["false_positives_per_slice"] == 0.25
    detection = metrics["lesion_detection"]
    counts = ("n_slices", "n_lesions", "n_subjects_with_lesion", "n_found", "n_false_positives")
    assert [detection[key] for key in counts] == [4, 2, 2, 1, 1]
    # 12 x 10 pixels of 1.5 mm are a disc of 18.5 mm; two subjects are too few for a share.
    assert [row["n"] for row in detection["by_size"]] == [0, 2, 0, 0]
    assert [row["found"] for row in detection["by_size"]] == [0, 1, 0, 0]
    assert [row["sensitivity"] for row in detection["by_size"]] == [None] * 4
    assert (metrics["n_lesion_free"], metrics["alarms_lesion_free"]) == (2, 0.0)
    assert metrics["left_out"] == []
    assert metrics["subjects_seen_in_training"] == 0


def test_calibration_before_and_after_scaling(model, data):
    metrics = evaluate_checkpoint(model, data)
    # The network says 0.8 for the right class; temperature 0.5 squares the odds of
    # (0.8, 0.1, 0.1) to 0.64 / 0.66, and those of (0.05, 0.15, 0.8) to 0.64 / 0.665.
    assert metrics["ece_before_scaling"] == pytest.approx(0.2)
    assert metrics["ece"] == pytest.approx(1 - (0.64 / 0.66 + 0.64 / 0.665) / 2, abs=1e-5)
    assert [b["n"] for b in metrics["reliability"]["unscaled"]] == [0] * 8 + [4, 0]
    assert [b["n"] for b in metrics["reliability"]["scaled"]] == [0] * 9 + [4]


def test_curves_and_intervals_survive_json(model, data):
    metrics = json.loads(json.dumps(evaluate_checkpoint(model, data, split="all"), allow_nan=False))
    assert [p[:2] for p in metrics["roc"]["lesion"]] == [[0, 0], [0, 1], [1, 1]]
    assert {p["sensitivity"] for p in metrics["lesion_detection"]["froc"]} == {0.8}
    low, high = metrics["ci95"]["lesion_sensitivity"]
    assert 0.2 <= low < 0.8 <= high == 1.0
    assert metrics["ci95"]["liver_dice"] == [1.0, 1.0]
    assert metrics["per_class"]["normal"]["ci95"]["f1"] == [1.0, 1.0]
    # One subject of five has the benign lesion: no interval from one.
    assert "recall" not in metrics["per_class"]["benign"]["ci95"]


def test_what_a_group_of_enough_subjects_is_measured_on(model, data):
    metrics = evaluate_checkpoint(model, data, split="all", by=["subject"])
    assert list(metrics["groups"]) == ["phase", "source", "thickness", "subject"]
    assert metrics["groups"]["thickness"] is None
    (portal,) = metrics["groups"]["phase"]
    assert (portal["value"], portal["n_slices"], portal["n_subjects"]) == ("portal", 10, 5)
    # The only group is everything, so its figures are those of everything.
    for name in ("liver_dice", "lesion_dice", "auc_lesion", "lesion_sensitivity"):
        assert portal[name] == metrics[name]
        assert portal["ci95"][name] == metrics["ci95"][name]
    assert [row["value"] for row in metrics["groups"]["subject"]] == ["1", "2", "3", "4", "5"]
    assert {row["liver_dice"] for row in metrics["groups"]["subject"]} == {None}


def test_a_column_that_the_data_lack_is_named_before_the_network_runs(model, data, monkeypatch):
    monkeypatch.setattr("core.training.evaluate.predict_slices", None)
    with raises(UsageError, "no_such_column", "thickness", "phase, quality, source, subject"):
        evaluate_checkpoint(model, data, by=["thickness"])


def test_the_validation_subjects_by_name(model, data):
    assert evaluate_checkpoint(model, data, split="val")["by_class"]["benign"]["subjects"] == 1


def test_without_intervals_there_are_no_curves(data):
    slices = load_slices(data)
    figures = score(slices, slices.label, np.tile([0.8, 0.1, 0.1], (10, 1)), intervals=False)
    assert figures["lesion_dice"] == figures["lesion_sensitivity"] == 1.0
    assert not {"ci95", "roc", "reliability"} & figures.keys()
    # All are called normal: 5 of 10 slices are.
    assert figures["accuracy"] == 0.5
    assert figures["auc_lesion"] == 0.5


def test_a_card_is_measured_again_and_keeps_what_cannot_be_measured(model, data):
    model.card.update({"limits": ["few"], "metrics": {"liver_dice": 0.1}})
    card = json.loads(measure_again(model, data).read_text())
    assert card["limits"] == ["few"]
    assert card["metrics"]["n_slices"] == card["validation_metrics"]["n_slices"] == 4
    assert card["metrics"]["liver_dice"] == 1.0
    # Two validation subjects show nothing.
    assert card["assessable_phases"] == []
    (check,) = card["phase_checks"]["phases"]
    assert (check["phase"], check["codes"]) == ("portal", ["phase_of_few_subjects"])
    assert card["metrics"]["groups"]["phase"][0]["n_subjects"] == 2
    assert card["metrics"]["lesion_detection"]["froc"][0]["threshold"] == 0.01
    assert "model" not in card["metrics"]
    # Of the validation subjects: 2 has a benign lesion, 3 a malignant one.
    assert card["patient"]["weights_sha256"] == model.weights_sha256
    assert card["patient"]["subjects_by_class"] == {"normal": 0, "benign": 1, "malignant": 1}


def test_false_lesions_in_whole_series_go_onto_the_card_and_stay(model, data, monkeypatch):
    silent = hu_series(block_volume())
    monkeypatch.setattr(
        "core.training.card.read_lesion_free", lambda paths: [(p.name, silent) for p in paths]
    )
    card = json.loads(measure_again(model, data, lesion_free=[Path("silent")]).read_text())
    section = card["lesion_free_series"]
    assert [(row["name"], row["false_lesions"]) for row in section["series"]] == [("silent", 0)]
    # The test slices' FROC curve: one lesion of two is found whatever the threshold.
    assert {row["sensitivity"] for row in section["curve"]} == {0.5}
    again = json.loads(measure_again(replace(model, card=card), data).read_text())
    assert again["lesion_free_series"] == section


def test_a_card_without_test_subjects_cannot_be_measured_again(model, data):
    with raises(UsageError, "card_names_no_subjects"):
        measure_again(replace(model, card={}), data)


def _split_file(folder, **parts):
    path = folder / "split.json"
    path.write_text(json.dumps(parts))
    return path


def test_a_card_is_measured_on_the_subjects_of_a_split(model, data, tmp_path):
    everyone = sorted(set(load_slices(data).subject.tolist()))
    model.card["split"] = {**model.card["split"], "train": [1]}
    path = _split_file(tmp_path, train=[1], val=everyone[1:3], test=everyone[3:])
    card = json.loads(measure_again(model, data, split_file=path).read_text())
    assert card["split"] == {"train": [1], "val": everyone[1:3], "test": everyone[3:]}
    assert card["data"]["test"]["subjects"] == card["metrics"]["n_subjects"] == len(everyone) - 3


def test_subjects_that_the_model_was_trained_on_measure_nothing(model, data, tmp_path):
    everyone = sorted(set(load_slices(data).subject.tolist()))
    model.card["split"] = {**model.card["split"], "train": everyone[-1:]}
    path = _split_file(tmp_path, train=everyone[:1], val=everyone[1:3], test=everyone[3:])
    with raises(UsageError, "trained_on_them", str(everyone[-1])):
        measure_again(model, data, split_file=path)
