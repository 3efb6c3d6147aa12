import numpy as np
import pytest

from core.comparison.disagreement import find_disagreements
from tests.core.comparison.made_analysis import blank_series, made

A = [[1, 0, 0], [0.9, 0.05, 0.05], [0.2, 0.0, 0.8], [0.6, 0.4, 0.0], [0.8, 0.1, 0.1]]
B = [[0, 0, 1], [0.9, 0.05, 0.05], [0.5, 0.2, 0.3], [0.3, 0.7, 0.0], [0.795, 0.1, 0.105]]


def test_the_largest_disagreement_comes_first():
    series = blank_series()
    found = find_disagreements([made(series, "a", A), made(series, "b", B)], np.arange(1, 5))
    # Slice 0 was not compared, slice 1 is the same in both, and 4 differs by half a percent.
    assert [disagreement.slice_index for disagreement in found] == [2, 3]
    assert found[0].spread == pytest.approx(0.5)
    assert found[0].distance == pytest.approx((0.3 + 0.2 + 0.5) / 2)
    assert found[0].classes == {"a": "malignant", "b": "normal"}
    assert found[0].p_malignant == pytest.approx({"a": 0.8, "b": 0.3})


def test_normal_against_benign_is_a_disagreement_too():
    series = blank_series()
    found = find_disagreements([made(series, "a", A), made(series, "b", B)], np.array([3]))
    assert (found[0].spread, found[0].classes_differ) == (0.0, True)
    assert found[0].distance == pytest.approx(0.3)


def test_with_three_models_the_two_furthest_apart_count():
    series = blank_series()
    middle = [[0.35, 0.1, 0.55]] * 5
    three = [made(series, name, p) for name, p in (("a", A), ("m", middle), ("b", B))]
    (found,) = find_disagreements(three, np.array([2]))
    assert found.distance == pytest.approx(0.5)
    assert found.spread == pytest.approx(0.5)
    assert found.classes == {"a": "malignant", "m": "malignant", "b": "normal"}


def test_different_classes_of_nearly_equal_probabilities_are_listed():
    series = blank_series()
    one = made(series, "a", [[0.501, 0.0, 0.499]] * 5)
    other = made(series, "b", [[0.499, 0.0, 0.501]] * 5)
    assert len(find_disagreements([one, other], np.array([1, 2]))) == 2
