import numpy as np
import pytest

from core.training.metrics import (
    area_under_roc,
    confusion_matrix,
    expected_calibration_error,
    fit_temperature,
    per_class_scores,
    pooled_dice,
)


def test_dice_leaves_uncertain_pixels_out():
    truth = np.array([[3, 3, 255, 0]])
    predicted = np.array([[3, 0, 3, 3]])
    # Counted: hit, miss, (left out), false alarm: 2*1 / (2 + 2).
    assert pooled_dice(predicted, truth, (2, 3)) == 0.5


def test_dice_of_nothing_is_undefined():
    assert pooled_dice(np.zeros((2, 2)), np.zeros((2, 2)), (1,)) is None


def test_auc_counts_pairs():
    # Pairs (positive, negative): .8>.1, .8>.4, .4=.4 (half), .4>.1 -> 3.5 of 4.
    assert area_under_roc(np.array([0.8, 0.4, 0.1, 0.4]), np.array([1, 1, 0, 0])) == 3.5 / 4
    assert area_under_roc(np.array([0.8, 0.4]), np.array([1, 1])) is None


def test_confusion_and_scores():
    matrix = confusion_matrix(np.array([0, 0, 1, 2, 2]), np.array([0, 2, 1, 2, 0]))
    assert matrix.tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    scores = per_class_scores(matrix)
    assert scores["normal"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert scores["benign"]["f1"] == 1.0
    assert per_class_scores(np.zeros((3, 3), int))["benign"]["f1"] == 0.0


def test_ece_by_hand():
    # Two at confidence 0.9 of which one is right, two at 0.6 both right:
    # 0.5*|0.5-0.9| + 0.5*|1-0.6| = 0.4.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    assert expected_calibration_error(p, np.array([0, 1, 0, 0])) == pytest.approx(0.4)


def test_temperature_of_overconfident_logits():
    # 3 of 4 right at logit gap g: the likelihood peaks where sigmoid(g / T) = 3/4, T = g / ln 3.
    logits = np.array([[4.0, 0.0]] * 4)
    found = fit_temperature(logits, np.array([0, 0, 0, 1]))
    assert found == pytest.approx(4 / np.log(3), rel=0.01)
