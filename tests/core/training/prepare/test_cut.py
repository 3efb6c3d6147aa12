import numpy as np
import pytest

from core.preprocessing import SliceGrid
from core.preprocessing.orientation import InPlaneOrientation
from core.training.prepare.cut import codes_to_grid, liver_on_the_left


def grid(shape, spacing_mm, *, size, pixel_mm, flip_columns=False) -> SliceGrid:
    return SliceGrid(
        orientation=InPlaneOrientation(False, False, flip_columns),
        shape=shape,
        spacing_mm=(spacing_mm, spacing_mm),
        centre_mm=(shape[0] * spacing_mm / 2, shape[1] * spacing_mm / 2),
        size=size,
        pixel_mm=pixel_mm,
    )


def test_a_pixel_takes_the_code_of_most_of_its_area():
    # Each grid pixel covers 2 x 2 of the CT's.
    codes = np.array([[[1, 1, 1, 0], [1, 3, 0, 0], [3, 3, 2, 2], [1, 1, 3, 3]]], np.uint8)
    small = codes_to_grid(codes, grid((4, 4), 1.0, size=2, pixel_mm=2.0))
    # liver 3 of 4; one of four is no half; malignant and liver tie; benign and malignant tie.
    assert small.tolist() == [[[1, 0], [3, 3]]]


def test_half_of_the_area_is_inside_however_it_is_shared():
    codes = np.array([[[1, 3], [0, 0]]], np.uint8)
    assert codes_to_grid(codes, grid((2, 2), 1.0, size=1, pixel_mm=2.0)).tolist() == [[[3]]]


@pytest.mark.parametrize("code", [1, 2, 3, 255])
def test_every_code_survives_and_air_around_the_field_is_background(code):
    codes = np.full((1, 2, 2), code, np.uint8)
    wide = codes_to_grid(codes, grid((2, 2), 1.0, size=4, pixel_mm=1.0))
    expected = np.zeros((4, 4), int)
    expected[1:3, 1:3] = code
    assert wide[0].tolist() == expected.tolist()


def test_the_radiological_view_is_taken():
    codes = np.array([[[1, 0], [1, 0]]], np.uint8)
    flipped = codes_to_grid(codes, grid((2, 2), 1.0, size=2, pixel_mm=1.0, flip_columns=True))
    assert flipped.tolist() == [[[0, 1], [0, 1]]]


def test_nothing_marked():
    blank = codes_to_grid(np.zeros((3, 4, 4), np.uint8), grid((4, 4), 1.0, size=2, pixel_mm=2.0))
    assert blank.shape == (3, 2, 2)
    assert not blank.any()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (slice(0, 5), False),  # the patient's right
        (slice(8, 12), False),  # the middle: 9.5 of 19
        (slice(9, 13), True),  # 1 pixel of 12 mm to the left
        (slice(15, 20), True),
    ],
)
def test_which_side_the_liver_is_on(columns, expected):
    label = np.zeros((2, 20, 20), np.uint8)
    label[:, 5:10, columns] = 1
    label[0, 0, 19] = 255  # says nothing
    assert liver_on_the_left(label, 12.0) is expected


def test_no_liver_is_on_no_side():
    assert liver_on_the_left(np.full((1, 8, 8), 255, np.uint8), 1.5) is False
