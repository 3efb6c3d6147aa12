import numpy as np
import pytest

from core.training.curves import MAX_POINTS, roc_points
from core.training.metrics import area_under_roc


def test_a_curve_by_hand():
    # Falling scores: 0.9 (+), 0.8 (-), 0.4 (+ and -), 0.1 (-).
    points = roc_points(np.array([0.9, 0.8, 0.4, 0.4, 0.1]), np.array([1, 0, 1, 0, 0]))
    assert points == [
        [0.0, 0.0, 1.9],
        [0.0, 0.5, 0.9],
        [1 / 3, 0.5, 0.8],
        [2 / 3, 1.0, 0.4],
        [1.0, 1.0, 0.1],
    ]


def test_points_between_corners_are_left_out():
    points = roc_points(np.array([0.9, 0.8, 0.2, 0.1]), np.array([1, 1, 0, 0]))
    assert [p[:2] for p in points] == [[0, 0], [0, 1], [1, 1]]


def test_the_area_under_the_points_is_the_auc():
    rng = np.random.default_rng(3)
    score, positive = rng.integers(0, 12, 60) / 12, rng.random(60) < 0.4
    x, y, _ = np.array(roc_points(score, positive)).T
    assert np.trapezoid(y, x) == pytest.approx(area_under_roc(score, positive))


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    rng = np.random.default_rng(0)
    points = roc_points(rng.random(2000), rng.random(2000) < 0.5)
    assert len(points) == MAX_POINTS
    assert (points[0][:2], points[-1][:2]) == ([0, 0], [1, 1])


def test_no_curve_with_one_kind_only():
    assert roc_points(np.array([0.1, 0.2]), np.array([True, True])) == []
