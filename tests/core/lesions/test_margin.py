import numpy as np
import pytest
from scipy import ndimage
from scipy.special import expit

from core.lesions.margin import measure_margin
from tests.core.lesions.solids import ball

SPACING = (3.0, 0.7, 0.7)
SHAPE = (3, 90, 90)
CENTRE = (3.0, 31.3, 31.6)


def profile_of(width_mm, *, inside=50.0, outside=110.0, radius=14.0, noise=0.0):
    """(lesion, codes, hu) of a ball in liver whose HU rise along a sigmoid of that width."""
    lesion = ball(SHAPE, SPACING, CENTRE, 2 * radius)
    _, rows, columns = np.indices(SHAPE)
    away = np.hypot(rows * 0.7 - CENTRE[1], columns * 0.7 - CENTRE[2])
    # The same radius on every slice: a cylinder, so that no slice is oblique.
    lesion[:] = away <= radius
    hu = inside + (outside - inside) * expit((away - radius) * 2 * np.log(9) / width_mm)
    hu += np.random.default_rng(3).normal(0, noise, SHAPE) if noise else 0.0
    return lesion, np.where(lesion, 3, 1), hu


@pytest.mark.parametrize("width", [2.0, 3.0, 6.0, 8.0])
def test_the_width_and_slope_of_a_known_sigmoid(width):
    margin = measure_margin(*profile_of(width), SPACING)
    # Lines are read between pixels, which blurs a little.
    assert margin.width_mm == pytest.approx(width, abs=0.5 + 0.7 / 2)
    # Steepest slope of b / (1 + exp(-d / w)): b / 4w, with 10 to 90 % = 2 ln(9) w.
    assert margin.hu_per_mm == pytest.approx(60 / 4 * 2 * np.log(9) / width, rel=0.25)
    assert margin.word == ("sharp" if width <= 3 else "ill-defined")


def test_a_contour_two_millimetres_off_costs_no_sharpness():
    lesion, codes, hu = profile_of(2.0)
    small = ndimage.binary_erosion(lesion, np.ones((1, 3, 3)), iterations=3)
    margin = measure_margin(small, np.where(small, 3, codes.min()), hu, SPACING)
    assert margin.width_mm == pytest.approx(2.0, abs=0.85)
    assert margin.word == "sharp"


@pytest.mark.parametrize(("width", "word"), [(2.0, "sharp"), (7.0, "ill-defined")])
def test_noise_of_a_usual_ct_does_not_change_the_word(width, word):
    assert measure_margin(*profile_of(width, noise=14.0), SPACING).word == word


def test_a_bright_lesion_is_measured_like_a_dark_one():
    bright = measure_margin(*profile_of(2.0, inside=170.0), SPACING)
    dark = measure_margin(*profile_of(2.0), SPACING)
    assert bright.width_mm == dark.width_mm
    assert bright.hu_per_mm == pytest.approx(dark.hu_per_mm)


def test_not_assessable_where_there_is_no_contrast_no_inside_or_no_liver_around():
    faint = profile_of(2.0, inside=105.0)
    tiny = profile_of(2.0, radius=2.0)
    lesion, _, hu = profile_of(2.0)
    elsewhere = (lesion, np.where(lesion, 3, 0), hu)
    for case in (faint, tiny, elsewhere):
        margin = measure_margin(*case, SPACING)
        assert (margin.hu_per_mm, margin.width_mm, margin.word) == (None, None, "not assessable")


def test_a_contour_that_hardly_borders_liver_is_not_assessable():
    """Two lines of the contour run into liver: fewer than half an arc's."""
    lesion, codes, hu = profile_of(2.0)
    beside_liver = np.zeros_like(codes)
    beside_liver[:, 44:46, :] = 1
    margin = measure_margin(lesion, np.where(lesion, 3, beside_liver), hu, SPACING)
    assert margin.word == "not assessable"
