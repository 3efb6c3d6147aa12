import numpy as np
import pytest

from core.attribution.quality import sentences
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
        ((0, 0), 0.0, "green", sentences.hottest_point_in_lesion()),
        # 4 rows of 2 mm; 2 columns of 5 mm: at the limit; 3 rows and 3 columns: 6 and 15 mm.
        ((4, 0), 8.0, "amber", sentences.hottest_point_near_lesion(8)),
        ((0, 2), 10.0, "amber", sentences.hottest_point_near_lesion(10)),
        ((3, 3), 261**0.5, "red", sentences.hottest_point_far_from_lesion(16)),
    ],
)
def test_hit_near_miss_and_miss(hottest, distance, light, reading):
    measure = pointing_game(case(hottest))
    assert measure.value == (1.0 if distance == 0 else 0.0)
    assert measure.details["distance_mm"] == pytest.approx(distance, abs=0.06)
    assert (measure.light, measure.reading) == (light, reading)
    assert measure.chance == pytest.approx(1 / 256)


def test_equally_hot_pixels_share_the_hit():
    measure = pointing_game(case((0, 0), (9, 9), (9, 10), (9, 11)))
    assert measure.value == 0.25
    assert measure.details["n_hottest"] == 4
    assert measure.light == "amber"
    assert measure.reading == sentences.some_hottest_points_in_lesion(0.25)
    assert pointing_game(case((0, 0), (9, 9))).light == "green"


def test_a_measure_without_an_answer_says_why():
    cold = weighted_case(np.zeros((16, 16)), mask=MASK)
    assert pointing_game(cold).value is None
    assert pointing_game(cold).reading == sentences.no_heat("p(malignant)")
    no_lesion = case((0, 0))
    no_lesion.mask = np.ones((16, 16), np.uint8)
    assert pointing_game(no_lesion).reading == sentences.no_lesion_in_mask()
    normal = pointing_game(case((0, 0), target="normal"))
    assert (normal.value, normal.light) == (1.0, "none")
    assert normal.reading == sentences.irrelevant_for_normal(sentences.hottest_point_in_lesion())


def test_a_lesion_that_fills_half_of_the_body_can_not_be_missed():
    half = np.full((16, 16), 3, np.uint8)
    half[8:] = 1
    measure = pointing_game(weighted_case(np.eye(16), mask=half))
    assert (measure.chance, measure.light) == (0.5, "none")
    assert measure.reading == sentences.lesion_too_large_to_miss(0.5)
