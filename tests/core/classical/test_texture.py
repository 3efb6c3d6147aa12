import numpy as np
import pytest

from core.classical import texture
from tests.core.classical.squares import plain_view, whole

A, B = 4.0, 20.0  # grey levels 0 and 2 of 8 HU


def measured(hu, region):
    values = texture.measure(plain_view(hu), [whole(region)])
    assert values.shape == (1, len(texture.NAMES))
    return dict(zip(texture.NAMES, values[0], strict=True))


def test_two_by_two_pixels_by_hand():
    # Neighbours of [[A, A], [B, B]], both ways round: 2 AA, 2 BB, 4 AB and 4 BA of 12. At a
    # distance of two only the diagonals have pairs, A with B.
    found = measured([[A, A], [B, B]], np.ones((2, 2)))
    near, far = 8 / 12, 1.0  # shares of the pairs that are two levels apart
    assert found["contrast"] == pytest.approx((near + far) / 2 * 2**2)
    assert found["homogeneity"] == pytest.approx((1 - near + near / 5 + far / 5) / 2)
    assert found["energy"] == pytest.approx((np.sqrt(2 / 36 + 2 / 9) + np.sqrt(1 / 2)) / 2)
    assert found["correlation"] == pytest.approx((-1 / 3 - 1) / 2)
    assert found["entropy"] == pytest.approx((np.log(6) / 3 + np.log(3) * 2 / 3 + np.log(2)) / 2)


def test_without_a_pair_all_is_nought_but_the_correlation():
    found = measured([[A, B], [A, B]], [[1, 0], [0, 0]])
    assert found == pytest.approx(
        {"contrast": 0, "homogeneity": 0, "energy": 0, "correlation": 1, "entropy": 0}
    )


def test_four_by_four_pixels_in_two_halves_by_hand():
    # Columns A A B B. Distance 1: 12 + 12 + 2 x 9 pairs (level, upright, diagonal), across the
    # middle 4 + 0 + 2 x 3. Distance 2: 8 + 8 + 2 x 9 and 8 + 0 + 2 x 3, the diagonal being (1, 1).
    hu = np.tile([A, A, B, B], (4, 1))
    found = measured(hu, np.ones((4, 4)))
    assert found["contrast"] == pytest.approx((10 / 42 * 4 + 14 / 34 * 4) / 2)


def test_one_grey_level_is_as_even_as_can_be():
    found = measured(np.full((4, 4), 50.0), np.ones((4, 4)))
    assert found == pytest.approx(
        {"contrast": 0, "homogeneity": 1, "energy": 1, "correlation": 1, "entropy": 0}
    )


def test_pairs_that_leave_the_region_do_not_count():
    region = np.zeros((6, 6))
    region[1:5, 1:5] = 1
    hu = np.where(region, 50.0, 250.0)
    assert measured(hu, region)["contrast"] == pytest.approx(0)


def test_hu_beyond_the_scale_count_as_its_ends():
    dark = measured([[-900.0, 4.0], [-900.0, 4.0]], np.ones((2, 2)))
    assert dark["contrast"] == pytest.approx(0)


def test_no_candidates_no_rows():
    assert texture.measure(plain_view(np.zeros((4, 4))), []).shape == (0, len(texture.NAMES))
