"""A CT whose pixels are 0.8 mm high and 1.1 mm wide: measured as they are, and said to be odd."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.areas import lesion_areas_mm2, liver_areas_mm2
from core.dicom import load_series
from core.inference import predict
from core.labels import LESION_CODES, LIVER_CODE
from core.lesions import liver_burden, measure_lesions
from core.preprocessing import PreprocessingConfig
from core.report.field import Field
from tests.core.dicom.stacks import files, stack
from tests.core.known_network import BACKGROUND_HU, LIVER_HU, MALIGNANT_HU, known_model

HIGH, WIDE, APART = 0.8, 1.1, 5.0
#: Liver in 80 rows and 60 columns of 120 x 100, 64 x 66 mm; in it a lesion of 24 x 22 mm on slices
#: 1 to 4 of 6.
LIVER = np.s_[20:100, 20:80]
LESION_ROWS, LESION_COLUMNS = range(40, 70), range(30, 50)
LESION = np.s_[1:5, 40:70, 30:50]


def phantom():
    """(HU, mask of the truth)"""
    mask = np.zeros((6, 120, 100), np.uint8)
    mask[:, *LIVER] = LIVER_CODE
    mask[LESION] = max(LESION_CODES)
    hu = np.full(mask.shape, BACKGROUND_HU)
    hu[mask == LIVER_CODE], hu[LESION] = LIVER_HU, MALIGNANT_HU
    # Air on one row, as a CT has.
    hu[:, 0] = -1000
    return hu, mask


@pytest.fixture(scope="module")
def series():
    hu, _ = phantom()
    slices = stack([APART * k for k in range(6)], 0, PixelSpacing=[HIGH, WIDE])
    for slice_, plane in zip(slices, hu, strict=True):
        slice_.Rows, slice_.Columns = plane.shape
        slice_.PixelData = (plane + 1024).astype(np.uint16).tobytes()
    return load_series(files(slices))


def test_it_opens_with_its_own_pixels_and_one_warning(series):
    assert series.spacing_mm == (APART, HIGH, WIDE)
    assert [one.code for one in series.warnings] == ["pixels_not_square"]
    assert (series.volume == phantom()[0]).all()


def test_areas_volumes_and_diameters_worked_out_by_hand(series):
    _, mask = phantom()
    # 30 x 20 pixels of 0.88 mm² are 24 x 22 mm = 528 mm², 80 x 60 are 64 x 66 mm = 4,224 mm².
    assert lesion_areas_mm2(mask, series) == pytest.approx([0, 528, 528, 528, 528, 0])
    assert liver_areas_mm2(mask, series) == pytest.approx([4224] * 6)
    (lesion,) = measure_lesions(mask, mask, series)
    assert lesion.volume_ml == pytest.approx(528 * 20 / 1000)
    # From the middle of a pixel's side to that of the opposite corner's: 22 mm and 29 rows.
    assert lesion.diameter_mm == pytest.approx(math.hypot(22.0, 29 * HIGH))
    # First voxel at (-10, -20): columns 30 to 49 and rows 40 to 69 have their middles there.
    assert lesion.centroid_mm == pytest.approx((-10 + 39.5 * WIDE, -20 + 54.5 * HIGH, 12.5))
    burden = liver_burden(liver_areas_mm2(mask, series), series, (lesion,))
    assert burden.liver_ml == pytest.approx(4224 * 30 / 1000)


@pytest.mark.parametrize(
    ("voxels", "long_mm", "short_mm"),
    # 20 columns of 1.1 mm, one row of 0.8 mm; and 30 rows of one column.
    [(np.s_[2, 50, 30:50], 22.0, 0.8), (np.s_[2, 40:70, 40], 24.0, 1.1)],
)
def test_a_line_along_either_axis_has_its_own_length(series, voxels, long_mm, short_mm):
    _, mask = phantom()
    mask[mask == max(LESION_CODES)] = LIVER_CODE
    mask[voxels] = max(LESION_CODES)
    (lesion,) = measure_lesions(mask, mask, series)
    assert (lesion.diameter_mm, lesion.short_axis_mm) == pytest.approx((long_mm, short_mm))


def test_what_a_network_outlines_lies_on_the_grid_of_the_ct(series):
    """The network sees square pixels of 1.5 mm; its mask comes back within one of them."""
    square = PreprocessingConfig(size=96, pixel_mm=1.5, max_pixel_mm=1.5)
    mask = predict(series, known_model(preprocessing=square), engine="torch").mask
    assert mask.shape == series.volume.shape
    lesion = np.isin(mask, LESION_CODES)
    assert np.flatnonzero(lesion.any(axis=(1, 2))).tolist() == [1, 2, 3, 4]
    for axis, mm, truth in ((1, HIGH, LESION_ROWS), (2, WIDE, LESION_COLUMNS)):
        found = np.flatnonzero(lesion.any(axis=tuple({0, 1, 2} - {axis})))
        assert abs(found[0] - truth[0]) * mm <= 1.5
        assert abs(found[-1] - truth[-1]) * mm <= 1.5


def test_a_picture_of_it_has_square_pixels(series):
    _, mask = phantom()
    field = Field.of(_Outlined(series, mask))
    # 20 mm, which are 25 rows or 18 columns, around 80 rows and 60 columns: 120 and 96 of them.
    assert field.size_mm == pytest.approx((120 * HIGH, 96 * WIDE))
    picture = field.ct(series, 2)
    tall, wide = field.size_mm
    assert picture.width / picture.height == pytest.approx(wide / tall, rel=0.01)


class _Outlined:
    """As much of an analysis as `Field.of` asks for."""

    def __init__(self, series, mask) -> None:
        self.series, self.mask = series, mask
