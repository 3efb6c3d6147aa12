"""Which sizes a header may give, and what is said of the others; in all kinds of files."""

from __future__ import annotations

import io

import nibabel
import numpy as np
import pytest

from core.dicom import MemoryFile, load_series
from core.dicom.sizes import size_warnings
from core.modality import CT, MR
from tests.core.dicom.stacks import files, stack


def codes(shape, spacing_mm, modality=CT) -> list[str]:
    return [one.code for one in size_warnings(shape, spacing_mm, modality)]


@pytest.mark.parametrize(
    ("shape", "spacing_mm", "expected"),
    [
        ((60, 512, 512), (5.0, 0.7, 0.7), []),
        # An extended field of 850 mm, a matrix of 1024, slices 0.5 mm apart, a phantom's pixels.
        ((60, 512, 512), (5.0, 1.66, 1.66), []),
        ((600, 1024, 1024), (0.5, 0.35, 0.35), []),
        ((24, 128, 128), (8.67, 3.05, 3.05), []),
        # Thinned out: 390 mm wide, 208 mm high; three slices of that.
        ((6, 64, 64), (34.7, 6.09, 6.09), []),
        ((3, 64, 64), (69.3, 6.09, 6.09), []),
        # Cut out of a larger image, and one slice, whose distance is its thickness.
        ((10, 64, 64), (5.0, 0.7, 0.7), []),
        ((1, 512, 512), (40.0, 0.7, 0.7), []),
        # Ten times as large: 3,584 mm; ten times as small: 36 mm.
        ((60, 512, 512), (5.0, 7.0, 7.0), ["impossible_field"]),
        ((60, 512, 512), (5.0, 0.07, 0.07), ["impossible_field"]),
        ((60, 32, 32), (5.0, 25.0, 25.0), ["impossible_pixels"]),
        ((60, 64, 64), (5.0, 0.03, 0.03), ["impossible_pixels"]),
        # 3 m in all; and few slices.
        ((60, 512, 512), (50.0, 0.7, 0.7), ["impossible_distance"]),
        ((3, 512, 512), (101.0, 0.7, 0.7), ["impossible_distance"]),
        ((60, 512, 512), (0.005, 0.7, 0.7), ["impossible_distance"]),
        ((60, 512, 512), (5.0, 0.7, 1.4), ["pixels_not_square"]),
        # One side rounded up and the other down to two decimals; 2 % and a little more.
        ((60, 512, 512), (5.0, 0.7, 0.71), []),
        ((60, 512, 512), (5.0, 0.5, 0.51), []),
        ((60, 512, 512), (5.0, 0.51, 0.5), []),
        ((60, 512, 512), (5.0, 0.5, 0.511), ["pixels_not_square"]),
        ((60, 512, 512), (5.0, 0.8, 1.1), ["pixels_not_square"]),
        ((60, 512, 512), (5.0, 0.75, 0.5), ["pixels_not_square"]),
        # Pieces of less than 100 mm: only what an axis mixed up with another gives.
        ((10, 90, 90), (5.0, 0.8, 1.1), []),
        ((10, 91, 91), (5.0, 0.8, 1.1), ["pixels_not_square"]),
        ((10, 64, 64), (5.0, 0.5, 0.75), []),
        ((10, 64, 64), (5.0, 0.5, 0.76), ["pixels_not_square"]),
        (
            (60, 512, 512),
            (50.0, 0.7, 7.0),
            ["impossible_field", "impossible_distance", "pixels_not_square"],
        ),
    ],
)
def test_sizes_of_a_ct(shape, spacing_mm, expected):
    assert codes(shape, spacing_mm) == expected


@pytest.mark.parametrize(
    ("shape", "spacing_mm", "expected"),
    [
        # The whole body, a coarse map, planes cut out of a volume.
        ((40, 1600, 400), (6.0, 1.25, 1.25), []),
        ((20, 64, 64), (10.0, 7.0, 7.0), []),
        ((40, 60, 256), (1.5, 3.0, 1.5), []),
        ((60, 320, 320), (30.0, 12.0, 12.0), ["impossible_field"]),
        ((60, 64, 64), (30.0, 25.0, 25.0), ["impossible_pixels"]),
        ((60, 320, 320), (80.0, 1.2, 1.2), ["impossible_distance"]),
    ],
)
def test_sizes_of_an_mr(shape, spacing_mm, expected):
    assert codes(shape, spacing_mm, MR) == expected


@pytest.mark.parametrize(
    ("high", "wide", "code"),
    [(25.0, 25.0, "impossible_pixels"), (0.7, 1.4, "pixels_not_square")],
)
def test_dicom_says_it_and_keeps_what_the_header_gives(high, wide, code):
    series = load_series(files(stack([0.0, 8.0, 16.0], 1000, PixelSpacing=[high, wide])))
    assert series.spacing_mm[1:] == (high, wide)
    assert [one.code for one in series.warnings] == [code]


@pytest.mark.parametrize(
    ("high", "wide", "code"),
    [(25.0, 25.0, "impossible_pixels"), (0.7, 1.4, "pixels_not_square")],
)
def test_a_volume_in_one_file_says_it_too(high, wide, code):
    data = np.arange(-1000, -1000 + 4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    image = nibabel.Nifti1Image(data, np.diag([wide, high, 5.0, 1.0]))
    image.header.set_xyzt_units("mm")
    image.set_qform(image.affine, code=1)
    file = io.BytesIO()
    image.to_stream(file)
    series = load_series([MemoryFile("ct.nii", file.getvalue())])
    assert series.spacing_mm == pytest.approx((5.0, high, wide), rel=1e-6)
    assert [one.code for one in series.warnings] == [code]
