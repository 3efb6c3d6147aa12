import math

import numpy as np
import pytest

from core.caliper import axial_diameters_mm


def disc(diameter_mm: float, spacing_mm: tuple[float, float], shift: tuple[float, float]):
    n = 64
    rows, columns = np.mgrid[:n, :n]
    y = (rows - n / 2 - shift[0]) * spacing_mm[0]
    x = (columns - n / 2 - shift[1]) * spacing_mm[1]
    return x**2 + y**2 <= (diameter_mm / 2) ** 2


def test_one_pixel_is_as_long_as_its_longer_side():
    assert axial_diameters_mm(np.ones((1, 1), bool), (2.0, 0.5)) == pytest.approx((2.0, 0.5))


def test_a_row_of_four_pixels_is_four_pixels_long_and_one_wide():
    region = np.zeros((3, 6), bool)
    region[1, 1:5] = True
    assert axial_diameters_mm(region, (1.0, 1.0)) == pytest.approx((4.0, 1.0))


def test_a_diagonal_of_three_pixels():
    # From the left middle of the first pixel to the right middle of the last: 3 columns and 2
    # rows apart, the same as from the top middle to the bottom middle.
    long_mm, short_mm = axial_diameters_mm(np.eye(3, dtype=bool), (1.0, 1.0))
    assert long_mm == pytest.approx(math.hypot(3, 2))
    assert 0.5 < short_mm < 1.5


def test_pixels_that_are_not_square():
    region = np.ones((3, 10), bool)  # 9 mm high, 5 mm wide
    long_mm, short_mm = axial_diameters_mm(region, (3.0, 0.5))
    assert 9.0 <= long_mm <= math.hypot(9, 5)
    assert short_mm <= math.hypot(9, 5)


@pytest.mark.parametrize("spacing", [(0.7, 0.7), (0.9, 0.6)])
@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.5, 0.5), (0.3, -0.2)])
@pytest.mark.parametrize("diameter", [6.0, 13.0, 25.0])
def test_a_disc_measures_its_diameter_within_one_pixel(diameter, shift, spacing):
    long_mm, short_mm = axial_diameters_mm(disc(diameter, spacing, shift), spacing)
    assert long_mm == pytest.approx(diameter, abs=max(spacing))
    assert short_mm == pytest.approx(diameter, abs=max(spacing))


def test_an_ellipse_keeps_its_two_axes_when_turned():
    rows, columns = np.mgrid[-40:40, -40:40]
    angle = math.radians(30)
    along = columns * math.cos(angle) + rows * math.sin(angle)
    across = -columns * math.sin(angle) + rows * math.cos(angle)
    region = (along / 30) ** 2 + (across / 12) ** 2 <= 1
    assert axial_diameters_mm(region, (1.0, 1.0)) == pytest.approx((60, 24), abs=1)
