import numpy as np
import pytest

from core.classical import histogram
from tests.core.classical.squares import plain_view, whole


def measured(hu, region=None):
    hu = np.asarray(hu, float)
    region = np.ones(hu.shape) if region is None else region
    values = histogram.measure(plain_view(hu), [whole(region)])
    return dict(zip(histogram.NAMES, values[0], strict=True))


def test_four_pixels_by_hand():
    found = measured([[10, 20], [30, 40]])
    assert found["mean_hu"] == 25
    assert found["sd_hu"] == pytest.approx(np.sqrt(125))
    assert [found[f"p{p}_hu"] for p in (10, 50, 90)] == pytest.approx([13, 25, 37])
    assert found["skewness"] == pytest.approx(0)
    # (2 x 15**4 + 2 x 5**4) / 4 over 125², minus 3.
    assert found["kurtosis"] == pytest.approx(25625 / 15625 - 3)
    assert found["below_liver_hu"] == 75
    assert found["contrast_to_spread"] == 15


def test_a_dark_tail_is_skewed_to_the_left():
    assert measured([[0, 40], [40, 40]])["skewness"] == pytest.approx(-2 / np.sqrt(3))


def test_a_constant_region_has_neither_skewness_nor_kurtosis():
    found = measured(np.full((3, 3), 50))
    assert (found["sd_hu"], found["skewness"], found["kurtosis"]) == (0, 0, 0)


def test_pixels_outside_the_region_do_not_count():
    region = np.zeros((3, 3))
    region[1, 1] = 1
    hu = np.full((3, 3), 200.0)
    hu[1, 1] = 30
    assert measured(hu, region)["mean_hu"] == 30


def test_no_candidates_no_rows():
    assert histogram.measure(plain_view(np.zeros((4, 4))), []).shape == (0, len(histogram.NAMES))
