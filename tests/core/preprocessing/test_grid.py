"""The map between CT and network grid, on volumes whose answer can be drawn on paper."""

import numpy as np
import pytest

from core.preprocessing import PreprocessingConfig, SliceGrid
from core.series import Series


def make_series(volume, spacing=(5.0, 1.5, 1.5), row=(1.0, 0, 0), column=(0, 1.0, 0)):
    origins = np.array([[0.0, 0.0, i * spacing[0]] for i in range(len(volume))])
    return Series("1.2", volume, spacing, origins, row, column)


def body(rows, columns, top, bottom, left, right, hu=50):
    volume = np.full((1, rows, columns), -1000, np.int16)
    volume[0, top:bottom, left:right] = hu
    return volume


def test_same_pixel_size_only_centres_the_body():
    # A 100 x 160 pixel body (150 x 240 mm) at rows 20..119, columns 30..189 of a 256² slice.
    series = make_series(body(256, 256, 20, 120, 30, 190))
    grid = SliceGrid.for_series(series, PreprocessingConfig())
    assert grid.pixel_mm == 1.5
    assert grid.centre_mm == (70 * 1.5, 110 * 1.5)
    moved = grid.to_model(series.volume)[0]
    # Its middle (row 70, column 110) comes to the grid's middle (128, 128): rows 78..177.
    assert moved[77, 128] == pytest.approx(-1000, abs=0.1)
    assert moved[78, 128] == pytest.approx(50, abs=0.1)
    assert moved[177, 128] == pytest.approx(50, abs=0.1)
    assert moved[178, 128] == pytest.approx(-1000, abs=0.1)


def test_a_wide_patient_stretches_the_pixel():
    # 300 columns of 1.5 mm = 450 mm: 450 x 1.06 / 256 = 1.863 mm.
    series = make_series(body(400, 400, 100, 300, 50, 350))
    grid = SliceGrid.for_series(series, PreprocessingConfig())
    assert grid.pixel_mm == pytest.approx(450 * 1.06 / 256)


def test_small_ct_pixels_are_averaged_not_picked():
    # At 0.75 mm, two CT pixels make a network pixel: stripes of 0 and 100 HU average to 50.
    volume = body(512, 512, 100, 300, 100, 400)
    volume[0, 100:300, 100:400:2] = 0
    volume[0, 100:300, 101:400:2] = 100
    series = make_series(volume, spacing=(5.0, 0.75, 0.75))
    grid = SliceGrid.for_series(series, PreprocessingConfig())
    inside = grid.to_model(series.volume)[0, 100:150, 100:150]
    assert inside.min() >= 40
    assert inside.max() <= 60
    assert inside.mean() == pytest.approx(50, abs=1)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ((1.0, 0, 0), (0, 1.0, 0)),
        ((-1.0, 0, 0), (0, -1.0, 0)),  # prone
        ((1.0, 0, 0), (0, -1.0, 0)),
        ((0, 1.0, 0), (1.0, 0, 0)),  # rows and columns swapped
    ],
)
def test_every_orientation_gives_the_radiological_view_and_comes_back(row, column):
    # One bright block at the patient's right front: LPS x low, y low.
    volume = body(200, 200, 20, 180, 20, 180)
    radiological = volume[0].copy()
    radiological[40:60, 30:50] = 200
    acquired = radiological
    if row[0] == 0:
        acquired = acquired.T
    else:
        if column[1] < 0:
            acquired = acquired[::-1]
        if row[0] < 0:
            acquired = acquired[:, ::-1]
    series = make_series(np.ascontiguousarray(acquired)[None], row=row, column=column)
    grid = SliceGrid.for_series(series, PreprocessingConfig())
    on_grid = grid.to_model(series.volume)
    rows, columns = np.nonzero(on_grid[0] > 150)
    assert rows.mean() < 128
    assert columns.mean() < 128
    back = grid.to_ct((on_grid[:, None] > 150).astype(np.float32))[0, 0] > 0.5
    assert np.array_equal(back, acquired > 150)


def test_outside_the_network_field_comes_back_as_zero():
    series = make_series(body(512, 512, 200, 300, 200, 300), spacing=(5.0, 1.5, 1.5))
    grid = SliceGrid.for_series(series, PreprocessingConfig())
    back = grid.to_ct(np.ones((1, 1, 256, 256), np.float32))[0, 0]
    # 256 network pixels of 1.5 mm cover 256 CT pixels around the body's middle (250, 250).
    assert back[250, 250] == 1
    assert back[100, 250] == 0
    assert back[:, 250].sum() == pytest.approx(256, abs=1)


def test_nothing_but_air_is_taken_whole():
    series = make_series(np.full((2, 100, 100), -1000, np.int16))
    grid = SliceGrid.for_series(series, PreprocessingConfig())
    assert grid.centre_mm == (75.0, 75.0)
    assert (grid.to_model(series.volume) <= -999).all()
