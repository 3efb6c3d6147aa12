import numpy as np
import pytest

from core.areas import liver_areas_mm2
from core.risk import lesion_shares
from tests.core.known_network import hu_series


def test_the_share_of_each_kind_in_the_livers_volume():
    mask = np.zeros((2, 4, 5), np.uint8)
    mask[0] = 1
    mask[1] = 1
    mask[0, 0, :2] = 2
    mask[1, 0, :] = 3
    series = hu_series(mask, (5.0, 1.5, 1.5))
    # 40 voxels of liver, 2 of them benign and 5 malignant
    assert lesion_shares(mask, series, liver_areas_mm2(mask, series)) == pytest.approx(
        (2 / 40, 5 / 40)
    )


def test_slices_count_by_the_extent_that_they_stand_for():
    mask = np.zeros((3, 2, 2), np.uint8)
    mask[:] = 1
    mask[0] = 3
    # At 0, 4 and 6 mm: extents 4, 3 and 2 mm.
    series = hu_series(mask, (3.0, 1.0, 1.0), positions_mm=np.array([0.0, 4.0, 6.0]))
    assert lesion_shares(mask, series, liver_areas_mm2(mask, series)) == pytest.approx((0, 4 / 9))


def test_no_liver_has_no_lesions():
    mask = np.zeros((2, 2, 2), np.uint8)
    assert lesion_shares(mask, hu_series(mask), np.zeros(2)) == (0.0, 0.0)
