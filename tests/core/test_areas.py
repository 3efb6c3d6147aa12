import numpy as np
import pytest

from core.areas import lesion_areas_mm2, liver_areas_mm2, volume_ml
from tests.core.known_network import hu_series


def test_liver_area_holds_the_lesions_and_lesion_area_both_kinds():
    mask = np.zeros((2, 4, 4), np.uint8)
    mask[0, 0] = [1, 1, 2, 3]
    series = hu_series(np.zeros(mask.shape), (5.0, 2.0, 0.5))
    assert liver_areas_mm2(mask, series).tolist() == [4.0, 0.0]
    assert lesion_areas_mm2(mask, series).tolist() == [2.0, 0.0]


def test_volume_counts_each_slice_over_its_own_extent():
    # Slices at 0, 2, 6 mm stand for 2, 3 and 4 mm; the gap of 4 is within 1.5 x the usual 3.
    series = hu_series(np.zeros((3, 1, 1)), (3.0, 1.0, 1.0), positions_mm=np.array([0.0, 2.0, 6.0]))
    assert volume_ml(np.array([100.0, 100.0, 1000.0]), series) == pytest.approx(4.5)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("ratio", [1.6, 2, 3, 4])
def test_a_ball_has_its_volume_in_a_stack_of_two_spacings(ratio, order):
    distances = np.array([2.0] * 30 + [2.0 * ratio] * round(30 / ratio))[::order]
    positions = np.concatenate([[-60.0], -60 + np.cumsum(distances)])
    circles = np.pi * np.clip(50.0**2 - positions**2, 0, None)
    series = hu_series(
        np.zeros((len(positions), 1, 1)),
        (float(np.median(distances)), 1.0, 1.0),
        positions_mm=positions,
    )
    assert volume_ml(circles, series) == pytest.approx(4 / 3 * np.pi * 50**3 / 1000, rel=0.02)
