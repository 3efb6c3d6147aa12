"""Where the crop lies, in mm worked out by hand, and the way back to the CT."""

import numpy as np
import pytest

from core.preprocessing import PreprocessingConfig, SliceGrid, crop_to_liver
from core.preprocessing.crop import box_with_margin_mm, slices_with_liver
from tests.core.known_network import hu_series

CONFIG = PreprocessingConfig(size=64, pixel_mm=1.5, max_pixel_mm=1.5, crop_to_liver=True)


def grid_of(series, config=CONFIG):
    return SliceGrid.for_series(series, config)


def test_the_box_of_a_known_region():
    region = np.zeros((100, 200), bool)
    region[10:30, 50:90] = True
    # Rows of 2 mm: 20 to 60; columns of 1 mm: 50 to 90; 15 mm more on each side.
    assert box_with_margin_mm(region, (2.0, 1.0), 15.0) == (5.0, 75.0, 35.0, 105.0)


def test_the_margin_may_reach_beyond_the_slice():
    region = np.zeros((10, 10), bool)
    region[0, 9] = True
    assert box_with_margin_mm(region, (1.0, 1.0), 5.0) == (-5.0, 6.0, 4.0, 15.0)


def test_slices_with_liver_and_those_within_the_margin():
    liver = np.zeros((7, 4, 4), bool)
    liver[3, 1, 1] = True
    positions = np.arange(7) * 5.0
    assert slices_with_liver(liver, positions, 0.0).tolist() == [3]
    assert slices_with_liver(liver, positions, 9.9).tolist() == [2, 3, 4]
    assert slices_with_liver(liver, positions, 10.0).tolist() == [1, 2, 3, 4, 5]


def test_slices_are_chosen_by_millimetres_not_by_number():
    liver = np.zeros((4, 4, 4), bool)
    liver[0, 1, 1] = True
    positions = np.array([0.0, 1.0, 2.0, 30.0])
    assert slices_with_liver(liver, positions, 15.0).tolist() == [0, 1, 2]


def test_without_liver_there_is_no_crop():
    series = hu_series(np.full((3, 64, 64), 50))
    liver = np.zeros(series.volume.shape, bool)
    assert crop_to_liver(liver, series.positions_mm, grid_of(series), CONFIG) is None


def test_the_crop_of_a_known_liver():
    series = hu_series(np.full((5, 64, 64), 50))
    liver = np.zeros(series.volume.shape, bool)
    liver[1, 10:20, 30:40] = True
    liver[2, 15:30, 35:44] = True
    crop = crop_to_liver(liver, series.positions_mm, grid_of(series), CONFIG)
    # 5 mm slices and a margin of 15 mm: three slices on either side.
    assert crop.slices.tolist() == [0, 1, 2, 3, 4]
    # Rows 10..29 and columns 30..43 of 1.5 mm: 15 to 45 and 45 to 66 mm, 15 mm around.
    assert crop.box_mm == (0.0, 60.0, 30.0, 81.0)
    assert crop.grid.centre_mm == (30.0, 55.5)
    # 60 mm on 64 pixels would be 0.94 mm: the finest pixel is 1 mm.
    assert crop.grid.pixel_mm == 1.0
    assert crop.grid.size == 64


def test_a_large_liver_gets_the_pixel_that_its_box_needs():
    grid = grid_of(hu_series(np.full((1, 64, 64), 50)))
    assert grid.around((0.0, 80.0, 0.0, 72.0), 1.0).pixel_mm == 80 / 64
    # Never coarser than the whole slice's.
    assert grid.around((0.0, 200.0, 0.0, 72.0), 1.0).pixel_mm == 1.5


def test_the_crop_shows_the_liver_larger_and_in_the_middle():
    volume = np.full((1, 64, 64), 50)
    volume[0, 20:28, 40:48] = 200  # 12 mm a side, its middle at (36, 66) mm
    series = hu_series(volume)
    config = PreprocessingConfig(
        size=64, pixel_mm=1.5, max_pixel_mm=1.5, crop_pixel_mm=0.5, crop_margin_mm=10.0
    )
    crop = crop_to_liver(volume == 200, series.positions_mm, grid_of(series), config)
    assert crop.grid.pixel_mm == 0.5
    seen = crop.grid.to_model(series.volume)[0]
    rows, columns = np.nonzero(seen > 125)
    # 12 mm are 24 pixels of 0.5 mm around the middle of 64: 20..43.
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 43, 20, 43)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ((1.0, 0, 0), (0, 1.0, 0)),
        ((-1.0, 0, 0), (0, -1.0, 0)),
        ((0, 1.0, 0), (1.0, 0, 0)),
    ],
)
def test_a_mask_on_the_crop_comes_back_at_the_same_voxels(row, column):
    acquired = np.zeros((1, 96, 80), bool)
    acquired[0, 30:52, 14:33] = True
    series = hu_series(
        np.where(acquired, 200, 0), (5.0, 0.9, 0.7), row_direction=row, column_direction=column
    )
    crop = crop_to_liver(acquired, series.positions_mm, grid_of(series), CONFIG)
    seen = (crop.grid.to_model(series.volume) > 100).astype(np.float32)
    back = crop.grid.to_ct(seen[:, None])[0, 0] > 0.5
    rows, columns = np.nonzero(back)
    # To one pixel: the crop's own pixels are 1 mm.
    assert abs(rows.min() - 30) <= 1
    assert abs(rows.max() - 51) <= 1
    assert abs(columns.min() - 14) <= 1
    assert abs(columns.max() - 32) <= 1
    assert np.count_nonzero(back != acquired[0]) <= 2 * (22 + 19)


def test_the_share_of_the_slice_that_the_crop_shows():
    grid = grid_of(hu_series(np.full((1, 64, 64), 50)))
    # The whole field is 96 mm around (48, 48); this one 64 mm around (40, 64).
    part = grid.around((8.0, 72.0, 32.0, 96.0), 1.0)
    assert grid.share_of(part) == pytest.approx((8 / 96, 72 / 96, 32 / 96, 96 / 96))
