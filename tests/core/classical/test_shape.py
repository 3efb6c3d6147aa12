import numpy as np
import pytest

from core.classical import shape
from tests.core.classical.squares import disc, plain_view, whole


def measured(region, view=None):
    region = np.asarray(region, bool)
    view = view or plain_view(np.zeros(region.shape))
    return dict(zip(shape.NAMES, shape.measure(view, [whole(region)])[0], strict=True))


def test_a_disc_is_round_and_full():
    found = measured(disc((32, 32), 12))
    assert found["area_mm2"] == pytest.approx(np.pi * 12**2 * 1.5**2, rel=0.03)
    assert found["eccentricity"] == pytest.approx(0, abs=0.05)
    assert found["circularity"] == pytest.approx(1, abs=0.05)
    # The corners of the pixels make it less than 1.
    assert found["solidity"] > 0.9


def test_a_bar_of_two_by_eight_by_hand():
    region = np.zeros((8, 14))
    region[3:5, 3:11] = 1
    found = measured(region)
    assert found["area_mm2"] == 16 * 2.25
    assert found["solidity"] == pytest.approx(1)
    # Second moments (n² / 12 for n pixels) in the ratio 4 : 64.
    assert found["eccentricity"] == pytest.approx(np.sqrt(15 / 16))
    assert found["circularity"] < 0.75


def test_an_l_of_three_pixels_fills_six_sevenths_of_its_hull():
    region = np.zeros((6, 6))
    region[2, 2] = region[3, 2] = region[3, 3] = 1
    assert measured(region)["solidity"] == pytest.approx(3 / 3.5)


def test_the_distance_is_that_of_the_nearest_pixel():
    liver = np.zeros((20, 20), bool)
    liver[2:18, 2:18] = True
    region = np.zeros((20, 20))
    region[6:10, 5:15] = 1
    # Columns 5 and 14 lie 4 pixels from the outside, row 6 lies 5.
    view = plain_view(np.zeros((20, 20)), liver)
    assert measured(region, view)["edge_distance_mm"] == pytest.approx(4 * 1.5)


def test_no_candidates_no_rows():
    assert shape.measure(plain_view(np.zeros((4, 4))), []).shape == (0, len(shape.NAMES))
