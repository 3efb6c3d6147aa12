import numpy as np
import pytest
import torch

from core.attribution.quality import sentences
from core.attribution.quality.deletion import deletion
from core.attribution.quality.insertion import insertion
from core.attribution.quality.removal import SHARES, area_under, random_map, ranks, removal_curve
from tests.core.attribution.quality.parts import only, weighted_case

#: One pixel of 16 determines the score; after k of the 16 steps k² / 16 of the 16 pixels have gone.
PIXEL = only(1, 2, size=4)
#: The area if that pixel goes first, half a trapezoid of the first step; and if it goes last, all
#: but half a trapezoid of the last step, which is (16² - 15²) / 256 wide.
FIRST, LAST = 0.5 / 256, 1 - 0.5 * 31 / 256


def test_ties_are_broken_by_the_second_map():
    heat = np.array([[0.0, 2.0], [0.0, 1.0]])
    assert ranks(heat, np.array([[0.0, 9.0], [1.0, 9.0]])).tolist() == [[3, 0], [2, 1]]
    assert ranks(heat, np.array([[1.0, 9.0], [0.0, 9.0]])).tolist() == [[2, 0], [3, 1]]


def test_shares_are_dense_at_the_start_and_end_at_1():
    assert SHARES[:3] == pytest.approx([0, 1 / 256, 4 / 256])
    assert SHARES[-1] == 1.0


def test_the_pixel_that_matters_goes_first_in_the_perfect_map():
    curve = removal_curve(weighted_case(PIXEL), PIXEL)
    assert curve.tolist() == [1.0] + [0.0] * 16
    assert area_under(curve) == pytest.approx(FIRST)


def test_it_goes_last_in_the_opposite_map():
    curve = removal_curve(weighted_case(PIXEL), -PIXEL)
    assert curve.tolist() == [1.0] * 16 + [0.0]
    assert area_under(curve) == pytest.approx(LAST)


def test_insertion_is_the_mirror_image():
    case = weighted_case(PIXEL)
    assert removal_curve(case, PIXEL, insert=True).tolist() == [0.0] + [1.0] * 16
    assert removal_curve(case, -PIXEL, insert=True).tolist() == [0.0] * 16 + [1.0]


def test_deletion_of_the_perfect_and_of_the_opposite_map():
    good = deletion(weighted_case(PIXEL))
    assert good.value == pytest.approx(FIRST)
    assert good.light == "green"
    assert good.details["canvas"] == "blurred"
    assert good.reading == sentences.deletion_result(
        "green", "p(malignant)", good.value, good.chance
    )
    assert good.curve[0].tolist() == SHARES.tolist()
    bad = deletion(weighted_case(PIXEL, field=-PIXEL))
    assert bad.value == pytest.approx(LAST)
    assert bad.light == "red"
    assert bad.chance == good.chance


def test_insertion_of_the_perfect_and_of_the_opposite_map():
    good = insertion(weighted_case(PIXEL))
    assert (good.value, good.light) == (pytest.approx(1 - FIRST), "green")
    bad = insertion(weighted_case(PIXEL, field=-PIXEL))
    assert (bad.value, bad.light) == (pytest.approx(1 - LAST), "red")


def test_if_all_pixels_count_the_same_no_order_is_better_than_chance():
    even = np.full((4, 4), 1 / 16)
    ordered = np.arange(16.0).reshape(4, 4)
    found = deletion(weighted_case(even, field=ordered))
    # After k of 16 steps, ceil(k² / 16) of the 16 pixels have gone.
    steps = [1 - np.ceil(k * k / 16) / 16 for k in range(17)]
    assert found.curve[1] == pytest.approx(steps, abs=1e-6)
    assert found.value == pytest.approx(found.chance, abs=1e-6)
    assert abs(found.details["skill"]) < 1e-5


@pytest.mark.parametrize(("share", "light"), [(0.8, "green"), (0.6, "amber"), (0.4, "red")])
def test_halfway_from_chance_to_best_is_green(share, light):
    # That share of the score depends on the hottest pixel, the rest on the coldest, so the area is
    # 1 - share. A random order and its opposite average to 0.5, whatever the weights.
    weights = share * only(0, 0) + (1 - share) * only(15, 15)
    measure = deletion(weighted_case(weights, field=only(0, 0) - only(15, 15)))
    assert measure.value == pytest.approx(share * FIRST + (1 - share) * LAST, abs=0.01)
    assert measure.chance == pytest.approx(0.5, abs=0.02)
    assert measure.details["skill"] == pytest.approx((share - 0.5) / 0.5, abs=0.1)
    assert measure.light == light


def test_a_score_with_nothing_to_lose_gives_no_light():
    weak = weighted_case(0.04 * PIXEL)
    found = {
        deletion(weak): sentences.deletion_unanswered("p(malignant)", 0.04, 0.0),
        insertion(weak): sentences.insertion_unanswered("p(malignant)", 0.04, 0.0),
    }
    for measure, reading in found.items():
        assert (measure.light, measure.reading) == ("none", reading)


def test_the_canvas_is_the_first_that_lowers_the_score():
    bright, empty = torch.ones(1, 3, 4, 4), torch.zeros(1, 3, 4, 4)
    case = weighted_case(PIXEL, canvases=(("blurred", bright), ("air", empty)))
    assert case.canvas[0] == "air"
    assert case.canvas[2] == 0.0
    assert deletion(case).details["canvas"] == "air"
    first = weighted_case(PIXEL, canvases=(("blurred", bright * 0.9), ("air", empty)))
    assert first.canvas[0] == "blurred"
    neither = weighted_case(PIXEL, canvases=(("blurred", bright * 0.95), ("air", bright)))
    assert neither.canvas[0] == "blurred"


def test_the_random_map_is_smooth_and_reproducible():
    case = weighted_case(only(0, 0, size=64))
    blobs = random_map(case)
    assert (blobs == random_map(case)).all()
    neighbours = np.corrcoef(blobs[:, :-1].ravel(), blobs[:, 1:].ravel())[0, 1]
    assert neighbours > 0.8
    case.seed = 1
    assert (blobs != random_map(case)).any()


def test_the_batch_size_changes_nothing():
    weights = np.random.default_rng(0).random((16, 16)) / 256
    curves = [removal_curve(weighted_case(weights, rows=rows), weights) for rows in (1, 7)]
    assert curves[0] == pytest.approx(curves[1], abs=1e-6)
