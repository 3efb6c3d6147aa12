import numpy as np
import pytest

from core.training.platt import MAX_SLOPE, fit_platt


def test_scores_that_are_right_on_average_stay_as_they_are():
    # Three of each kind: softened targets 4/5 and 1/5, which the scores already say.
    curve = fit_platt(np.array([0.8] * 3 + [0.2] * 3), np.array([True] * 3 + [False] * 3))
    assert (curve.slope, curve.intercept) == pytest.approx((1.0, 0.0), abs=1e-4)
    assert (curve.n, curve.n_positive) == (6, 3)


def test_a_score_that_tells_nothing_becomes_the_mean_of_the_targets():
    # 3 of 8 at one score: targets 4/5 and 1/7, mean (3 4/5 + 5 1/7) / 8.
    curve = fit_platt(np.full(8, 0.5), np.arange(8) < 3)
    assert curve(0.5) == pytest.approx((3 * 4 / 5 + 5 / 7) / 8, abs=1e-4)


def test_overconfident_scores_are_drawn_in():
    # Odds 16 for targets of odds 4: half the slope.
    scores = np.array([16 / 17] * 3 + [1 / 17] * 3)
    curve = fit_platt(scores, np.arange(6) < 3)
    assert (curve.slope, curve.intercept) == pytest.approx((0.5, 0.0), abs=1e-4)


def test_a_higher_score_never_means_less():
    curve = fit_platt(np.array([0.2] * 3 + [0.8] * 3), np.arange(6) < 3)
    assert curve.slope == 0.0
    assert curve(0.9) == pytest.approx(0.5, abs=1e-4)


def test_the_slope_has_an_end():
    curve = fit_platt(np.array([0.51] * 3 + [0.49] * 3), np.arange(6) < 3)
    assert curve.slope == MAX_SLOPE


@pytest.mark.parametrize("n_positive", [0, 2, 4, 6])
def test_too_few_of_either_kind_give_no_curve(n_positive):
    assert fit_platt(np.linspace(0.1, 0.9, 6), np.arange(6) < n_positive) is None
