import numpy as np
import pytest

from core.labels import LIVER_CODE, MALIGNANT_CODE
from core.study.enhancement import lesion_level, liver_level, parenchyma_of
from tests.core.known_network import hu_series

WHOLE = (slice(None), slice(None), slice(None))


def test_a_lesion_is_measured_in_its_core():
    voxels = np.zeros((5, 20, 20), bool)
    voxels[1:4, 3:17, 3:17] = True
    hu = np.where(voxels, 90, 0)
    hu[2, 6:14, 6:14] = 50
    # Pixels of 1 mm: from 2 mm inside the edge there are 10 x 10 on the slice in the middle.
    level = lesion_level(hu, voxels, (5.0, 1.0, 1.0))
    assert (level.n_voxels, level.is_core) == (100, True)
    assert level.hu == pytest.approx((64 * 50 + 36 * 90) / 100)
    assert level.sd_hu == pytest.approx(40 * np.sqrt(0.64 * 0.36))


def test_all_of_a_small_lesion_counts():
    voxels = np.zeros((3, 8, 8), bool)
    voxels[1, 2:5, 2:5] = True
    level = lesion_level(np.where(voxels, 30, 0), voxels, (5.0, 1.0, 1.0))
    assert (level.hu, level.n_voxels, level.is_core) == (30.0, 9, False)


def test_no_voxel_no_level():
    assert lesion_level(np.zeros((2, 4, 4)), np.zeros((2, 4, 4), bool), (5.0, 1.0, 1.0)) is None
    series = hu_series(np.zeros((2, 4, 4)))
    assert liver_level(series, np.zeros((2, 4, 4), bool), WHOLE) is None


def test_liver_counts_five_mm_inside_it_and_from_a_lesion():
    mask = np.zeros((3, 40, 40), np.uint8)
    mask[:, 5:35, 5:35] = LIVER_CODE
    mask[:, 5:35, 20] = MALIGNANT_CODE
    series = hu_series(np.zeros(mask.shape), (5.0, 1.0, 1.0))
    deep = parenchyma_of(series, mask)
    # Columns 5..19 left of the lesion: 5 mm from 4 and from 20 leave 9 to 15; rows 9 to 30.
    assert np.flatnonzero(deep[1].any(axis=0)).tolist() == [*range(9, 16), *range(25, 31)]
    assert np.flatnonzero(deep[1].any(axis=1)).tolist() == list(range(9, 31))
    # The liver goes on beyond the ends of the series.
    assert np.array_equal(deep[0], deep[1])


def test_vessels_are_left_out_of_the_liver():
    rng = np.random.default_rng(1)
    hu = 110 + rng.normal(0, 8, (4, 60, 60))
    hu[:, 20:26] = 165
    series = hu_series(np.rint(hu), (5.0, 1.0, 1.0))
    level = liver_level(series, np.ones(hu.shape, bool), WHOLE)
    assert level.hu == pytest.approx(110, abs=1)
    assert level.n_voxels < 0.95 * hu.size
