import numpy as np
import pytest

from core.training.metrics import (
    accuracy_of,
    area_under_roc,
    calibration_error_of,
    calibration_sums,
    class_ratios_of,
    defined,
    dice_sums,
    fit_temperature,
    macro_of,
    per_class_scores,
    ratio,
    reliability_bins,
)


def test_auc_counts_pairs():
    # Pairs (positive, negative): .8>.1, .8>.4, .4=.4 (half), .4>.1 -> 3.5 of 4.
    assert area_under_roc(np.array([0.8, 0.4, 0.1, 0.4]), np.array([1, 1, 0, 0])) == 3.5 / 4
    assert area_under_roc(np.array([0.8, 0.4]), np.array([1, 1])) is None


def test_scores_of_each_class():
    scores = per_class_scores(np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]]))
    assert scores["normal"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert scores["benign"]["f1"] == 1.0
    assert per_class_scores(np.zeros((3, 3), int))["benign"]["f1"] == 0.0


def test_ece_by_hand():
    # Two at confidence 0.9 of which one is right, two at 0.6 both right:
    # 0.5*|0.5-0.9| + 0.5*|1-0.6| = 0.4.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    sums = calibration_sums(p, np.array([0, 1, 0, 0])).sum(axis=0)
    assert calibration_error_of(sums) == pytest.approx(0.4)


def test_temperature_of_overconfident_logits():
    # 3 of 4 right at logit gap g: the likelihood peaks where sigmoid(g / T) = 3/4, T = g / ln 3.
    logits = np.array([[4.0, 0.0]] * 4)
    found = fit_temperature(logits, np.array([0, 0, 0, 1]))
    assert found == pytest.approx(4 / np.log(3), rel=0.01)


def test_without_a_slice_the_temperature_changes_nothing():
    assert fit_temperature(np.zeros((0, 3)), np.zeros(0, int)) == 1.0


def test_dice_sums_of_each_slice():
    # Uncertain pixels (255) count nowhere.
    truth = np.array([[3, 3, 255, 0], [0, 0, 0, 1]])
    predicted = np.array([[3, 0, 3, 3], [1, 0, 0, 1]])
    assert dice_sums(predicted, truth, (2, 3)).tolist() == [[2, 4], [0, 0]]
    assert dice_sums(predicted, truth, (1,)).tolist() == [[0, 0], [2, 3]]
    assert dice_sums(predicted[:0], truth[:0], (1,)).shape == (0, 2)


def test_a_ratio_without_denominator_is_undefined():
    values = ratio(np.array([1, 1]), np.array([2, 0]))
    assert values[0] == 0.5
    assert np.isnan(values[1])
    assert defined(values[1]) is None


def test_ratios_of_many_matrices_at_once():
    first, second = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]]), np.diag([3, 0, 2])
    ratios = class_ratios_of(np.stack([first, second]))
    assert ratios["precision"][0].tolist() == [0.5, 1.0, 0.5]
    assert ratios["recall"][1, [0, 2]].tolist() == [1.0, 1.0]
    assert np.isnan(ratios["f1"][1, 1])
    assert accuracy_of(np.stack([first, second])).tolist() == [0.6, 1.0]


def test_the_macro_mean_leaves_absent_classes_out_but_not_those_that_failed():
    # Present, present but never called (NaN counts as 0), absent: (0.8 + 0) / 2.
    per_class = np.array([0.8, np.nan, np.nan])
    assert macro_of(per_class, np.array([True, True, False])) == 0.4


def test_reliability_bins_by_hand():
    p = np.array([[0.95, 0.05], [0.91, 0.09], [0.6, 0.4], [0.0, 1.0]])
    bins = reliability_bins(calibration_sums(p, np.array([0, 1, 0, 1])).sum(axis=0))
    assert len(bins) == 10
    # 0.95 (right), 0.91 (wrong) and 1.0 (right) share the last bin.
    assert bins[9]["n"] == 3
    assert bins[9]["confidence"] == pytest.approx((0.95 + 0.91 + 1) / 3)
    assert bins[9]["accuracy"] == pytest.approx(2 / 3)
    assert (bins[6]["from"], bins[6]["to"], bins[6]["n"], bins[6]["accuracy"]) == (0.6, 0.7, 1, 1)
    assert (bins[0]["n"], bins[0]["confidence"], bins[0]["accuracy"]) == (0, None, None)
