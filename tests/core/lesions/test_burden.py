import numpy as np
import pytest

from core.areas import liver_areas_mm2
from core.lesions import liver_burden, measure_lesions
from tests.core.known_network import hu_series


def test_volumes_and_share():
    mask = np.zeros((4, 20, 20), np.uint8)
    mask[1:3, 5:15, 5:15] = 1  # 200 voxels
    mask[1, 5:10, 5:10] = 2  # 25 of them
    mask[2, 12:15, 12:15] = 3  # 9 more
    series = hu_series(np.zeros(mask.shape), (5.0, 2.0, 2.0))  # 20 mm³ a voxel
    liver = liver_areas_mm2(mask, series)
    burden = liver_burden(liver, series, measure_lesions(mask, mask, series))
    assert burden.liver_ml == pytest.approx(4.0)
    assert burden.lesion_ml == pytest.approx(34 * 0.02)
    assert burden.burden_percent == pytest.approx(17.0)


def test_no_liver_no_burden():
    burden = liver_burden(np.zeros(2), hu_series(np.zeros((2, 4, 4))), ())
    assert (burden.liver_ml, burden.lesion_ml, burden.burden_percent) == (0.0, 0.0, 0.0)
