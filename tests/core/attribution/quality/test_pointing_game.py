import numpy as np
import pytest

from core.attribution.quality.pointing_game import pointing_game
from tests.core.attribution.quality.parts import weighted_case

MASK = np.ones((16, 16), np.uint8)
MASK[0, 0] = 2


def case(*hottest, pixel_mm=(2.0, 5.0), **changes):
    heat = np.full((16, 16), 0.5, np.float32)
    for pixel in hottest:
        heat[pixel] = 3.0
    return weighted_case(heat, mask=MASK, ct_pixel_mm=pixel_mm, **changes)


@pytest.mark.parametrize(
    ("hottest", "distance", "light", "reading"),
    [
        ((0, 0), 0.0, "green", "The hottest point lies in the lesion."),
        # 4 rows of 2 mm; 2 columns of 5 mm: at the limit; 3 rows and 3 columns: 6 and 15 mm.
        ((4, 0), 8.0, "amber", "The hottest point lies 8 mm beside the lesion."),
        ((0, 2), 10.0, "amber", "The hottest point lies 10 mm beside the lesion."),
        ((3, 3), 261**0.5, "red", "The hottest point lies 16 mm away from the lesion."),
    ],
)
def test_hit_near_miss_and_miss(hottest, distance, light, reading):
    measure = pointing_game(case(hottest))
    assert measure.value == (1.0 if distance == 0 else 0.0)
    assert measure.details["distance_mm"] == pytest.approx(distance, abs=0.06)
    assert (measure.light, measure.reading) == (light, reading)
    assert measure.chance == pytest.approx(1 / 256)


def test_hottest_pixels_that_are_equal_share_the_hit():
    measure = pointing_game(case((0, 0), (9, 9), (9, 10), (9, 11)))
    assert measure.value == 0.25
    assert measure.details["n_hottest"] == 4
    assert measure.light == "amber"
    assert measure.reading == "Of the hottest points 25% lie in the lesion."
    assert pointing_game(case((0, 0), (9, 9))).light == "green"


def test_questions_without_an_answer_say_why():
    cold = weighted_case(np.zeros((16, 16)), mask=MASK)
    assert pointing_game(cold).value is None
    assert pointing_game(cold).reading.startswith("There is no heat")
    no_lesion = case((0, 0))
    no_lesion.mask = np.ones((16, 16), np.uint8)
    assert pointing_game(no_lesion).reading == "The mask holds no lesion on this slice."
    normal = pointing_game(case((0, 0), target="normal"))
    assert (normal.value, normal.light) == (1.0, "none")


def test_a_lesion_that_fills_half_of_the_body_can_not_be_missed():
    half = np.full((16, 16), 3, np.uint8)
    half[8:] = 1
    measure = pointing_game(weighted_case(np.eye(16), mask=half))
    assert (measure.chance, measure.light) == (0.5, "none")
    assert measure.reading == "The mask calls 50% of the body a lesion here, too much to miss."
