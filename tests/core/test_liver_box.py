import numpy as np
import pytest

from core.labels import LIVER_CODE, MALIGNANT_CODE
from core.liver_box import LiverBox, liver_box
from tests.core.known_network import hu_series


def test_a_block_of_liver_in_the_scanners_frame():
    mask = np.zeros((10, 20, 20), dtype=np.uint8)
    mask[2:8, 5:15, 4:16] = LIVER_CODE
    mask[4, 8, 8] = MALIGNANT_CODE
    series = hu_series(mask, (5.0, 1.0, 2.0), origin_xy=(-100.0, 50.0))
    box = liver_box(mask, series)
    # Columns 4..15 of 2 mm from -100, rows 5..14 of 1 mm from 50, slices 2..7 of 5 mm.
    assert box.centre_mm == pytest.approx((-81.0, 59.5, 22.5))
    assert box.low_mm == pytest.approx((-92.0, 55.0, 10.0))
    assert box.high_mm == pytest.approx((-70.0, 64.0, 35.0))
    assert box.middle_mm == pytest.approx((-81.0, 59.5, 22.5))
    assert box.size_mm == pytest.approx((22.0, 9.0, 25.0))


def test_a_stray_voxel_moves_no_side():
    mask = np.zeros((10, 40, 40), dtype=np.uint8)
    mask[2:8, 5:15, 5:15] = LIVER_CODE
    mask[9, 39, 39] = LIVER_CODE
    assert liver_box(mask, hu_series(mask)).high_mm == pytest.approx((21.0, 21.0, 35.0))


def test_columns_that_run_to_the_right():
    mask = np.zeros((2, 8, 8), dtype=np.uint8)
    mask[:, :, 2:4] = LIVER_CODE
    series = hu_series(mask, (5.0, 1.0, 1.0), row_direction=(-1.0, 0.0, 0.0))
    assert (liver_box(mask, series).low_mm[0], liver_box(mask, series).high_mm[0]) == (-3.0, -2.0)


def test_without_liver_there_is_none():
    mask = np.zeros((3, 4, 4), dtype=np.uint8)
    assert liver_box(mask, hu_series(mask)) is None


def test_as_json_and_back():
    box = LiverBox((1.0, 2.0, 3.0), (0.0, 0.0, 0.0), (2.0, 4.0, 6.0))
    assert box.to_dict()["high_mm"] == [2.0, 4.0, 6.0]
    assert LiverBox.from_dict(box.to_dict()) == box
    assert LiverBox.from_dict(None) is None
