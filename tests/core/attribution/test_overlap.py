import numpy as np
import pytest

from core.attribution.overlap import heat_overlap

MASK = np.array([[0, 0, 0, 0], [1, 1, 2, 0], [1, 1, 3, 0]], np.uint8)


def test_shares_of_heat_and_the_peak():
    heat = np.array([[1, 0, 0, 0], [0, 1, 3, 0], [0, 0, 4, 1]], np.float32)
    overlap = heat_overlap(heat, MASK)
    assert overlap.energy_in_lesion == pytest.approx(0.7)
    assert overlap.energy_in_liver == pytest.approx(0.8)
    assert overlap.lesion_share_of_liver == pytest.approx(2 / 6)
    assert overlap.peak_in_lesion is True


def test_a_peak_beside_the_lesion():
    heat = np.zeros((3, 4), np.float32)
    heat[0, 3], heat[1, 2] = 2, 1
    overlap = heat_overlap(heat, MASK)
    assert overlap.peak_in_lesion is False
    assert overlap.energy_in_lesion == pytest.approx(1 / 3)


def test_undefined_shares_are_none():
    no_heat = heat_overlap(np.zeros((3, 4), np.float32), MASK)
    assert (no_heat.energy_in_lesion, no_heat.peak_in_lesion) == (None, None)
    assert no_heat.energy_in_liver is None
    no_lesion = heat_overlap(np.ones((3, 4), np.float32), np.minimum(MASK, 1))
    assert (no_lesion.energy_in_lesion, no_lesion.peak_in_lesion) == (None, None)
    assert no_lesion.energy_in_liver == pytest.approx(0.5)
    assert no_lesion.lesion_share_of_liver == 0.0
    nothing = heat_overlap(np.ones((3, 4), np.float32), np.zeros((3, 4), np.uint8))
    assert (nothing.energy_in_liver, nothing.lesion_share_of_liver) == (None, None)
