import numpy as np
import pytest

from core.classical import texture
from tests.core.classical.squares import plain_view, whole

A, B = 4.0, 20.0  # HU in grey levels 0 and 2


def measured(hu, region):
    values = texture.measure(plain_view(hu), [whole(region)])
    assert values.shape == (1, len(texture.NAMES))
    return dict(zip(texture.NAMES, values[0], strict=True))


def test_two_by_two_pixels_by_hand():
    # Neighbours in [[A, A], [B, B]], in both orders: 2 AA, 2 BB, 4 AB and 4 BA of 12. At distance
    # 2 only the diagonals have pairs, A with B.
    found = measured([[A, A], [B, B]], np.ones((2, 2)))
    near, far = 8 / 12, 1.0  # share of pairs two levels apart
    assert found["contrast"] == pytest.approx((near + far) / 2 * 2**2)
    assert found["homogeneity"] == pytest.approx((1 - near + near / 5 + far / 5) / 2)
    assert found["energy"] == pytest.approx((np.sqrt(2 / 36 + 2 / 9) + np.sqrt(1 / 2)) / 2)
    assert found["correlation"] == pytest.approx((-1 / 3 - 1) / 2)
    assert found["entropy"] == pytest.approx((np.log(6) / 3 + np.log(3) * 2 / 3 + np.log(2)) / 2)


def test_without_pairs_everything_but_the_correlation_is_zero():
    found = measured([[A, B], [A, B]], [[1, 0], [0, 0]])
    assert found == pytest.approx(
        {"contrast": 0, "homogeneity": 0, "energy": 0, "correlation": 1, "entropy": 0}
    )


def test_four_by_four_pixels_in_two_halves_by_hand():
    # Columns A A B B. Distance 1: 12 + 12 + 2 x 9 pairs (horizontal, vertical, diagonal), of which
    # 4 + 0 + 2 x 3 cross the middle. Distance 2, where the diagonal is (1, 1): 8 + 8 + 2 x 9 pairs,
    # of which 8 + 0 + 2 x 3 cross it.
    hu = np.tile([A, A, B, B], (4, 1))
    found = measured(hu, np.ones((4, 4)))
    assert found["contrast"] == pytest.approx((10 / 42 * 4 + 14 / 34 * 4) / 2)


def test_a_single_grey_level_is_perfectly_even():
    found = measured(np.full((4, 4), 50.0), np.ones((4, 4)))
    assert found == pytest.approx(
        {"contrast": 0, "homogeneity": 1, "energy": 1, "correlation": 1, "entropy": 0}
    )


def test_pairs_that_leave_the_region_do_not_count():
    region = np.zeros((6, 6))
    region[1:5, 1:5] = 1
    hu = np.where(region, 50.0, 250.0)
    assert measured(hu, region)["contrast"] == pytest.approx(0)


def test_hu_beyond_the_scale_count_as_its_end_levels():
    dark = measured([[-900.0, 4.0], [-900.0, 4.0]], np.ones((2, 2)))
    assert dark["contrast"] == pytest.approx(0)


def test_no_candidates_no_rows():
    assert texture.measure(plain_view(np.zeros((4, 4))), []).shape == (0, len(texture.NAMES))
