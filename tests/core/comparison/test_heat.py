import numpy as np
import pytest

from core.comparison.heat import heat_correlations, heat_in_liver, heat_slices
from tests.core.comparison.made_analysis import SHAPE, blank_series, made


def scored(malignant: list[float], name: str = "a"):
    return made(blank_series(), name, [[1 - m, 0.0, m] for m in malignant])


def test_few_liver_slices_are_all_compared():
    assert heat_slices([scored([0.9, 0, 0, 0, 0])], "malignant") == (1, 2, 3, 4)


def test_half_the_most_suspicious_and_half_evenly_spaced():
    # Liver on 1..4. The mean p(malignant) is highest on slice 3; one slice, evenly spaced over the
    # rest (1, 2, 4), is the first.
    two = [scored([0.9, 0.1, 0.6, 0.5, 0.2]), scored([0.9, 0.1, 0.1, 0.7, 0.2], "b")]
    assert heat_slices(two, "malignant", 2) == (1, 3)
    # For "normal", slice 1 is the most likely, and the first of the rest is 2.
    assert heat_slices(two, "normal", 2) == (1, 2)
    # A lesion of either kind is whatever is not normal.
    assert heat_slices(two, "lesion", 2) == (1, 3)


def test_no_liver_no_slices():
    empty = np.zeros(SHAPE, np.uint8)
    assert heat_slices([made(blank_series(), "a", [[1, 0, 0]] * 5, empty)], "malignant") == ()


def test_heat_is_compared_where_any_model_sees_liver():
    series = blank_series()
    left, right = np.zeros((2, *SHAPE), np.uint8)
    left[2, 0, :2] = 1
    right[2, 0, 1:3] = 3
    two = [made(series, "a", [[1, 0, 0]] * 5, m) for m in (left, right)]
    heat = np.arange(36, dtype=np.float32).reshape(6, 6)
    assert heat_in_liver(lambda index: heat + 100 * index, two, (2,)).tolist() == [200, 201, 202]
    assert heat_in_liver(lambda index: heat, two, ()).shape == (0,)


def test_correlations_of_every_pair():
    heat = {
        "a": np.array([0.0, 1.0, 2.0, 3.0]),
        "b": np.array([1.0, 0.0, 3.0, 2.0]),
        "flat": np.zeros(4),
    }
    found = heat_correlations(heat)
    assert found == {
        ("a", "b"): pytest.approx(0.6),
        ("a", "flat"): None,
        ("b", "flat"): None,
    }
