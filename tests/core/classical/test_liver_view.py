import numpy as np
import pytest

from core.classical import ClassicalSettings, view_liver
from tests.core.classical.squares import disc, liver_slice

SETTINGS = ClassicalSettings()


def test_a_square_of_liver_by_hand():
    view = view_liver(*liver_slice(), SETTINGS)
    assert view.box == (slice(4, 60), slice(4, 60))
    assert view.liver.sum() == 48 * 48
    assert (view.median_hu, view.spread_hu) == (100, 0)
    # The middle of 48 pixels lies 24 pixels from the nearest one outside.
    assert view.depth_mm.max() == 24 * 1.5
    assert view.depth_mm[~view.liver].max() == 0


def test_fat_beside_the_liver_does_not_darken_its_edge():
    view = view_liver(*liver_slice(), SETTINGS)
    assert view.smooth == pytest.approx(np.full(view.smooth.shape, 100.0), abs=1e-3)


def test_holes_are_liver_and_small_parts_are_not():
    hu, liver = liver_slice()
    liver[disc((30, 30), 4)] = 0
    liver[2:6, 2:6] = 1  # 36 mm²
    view = view_liver(hu, liver, SETTINGS)
    assert view.liver.sum() == 48 * 48


def test_the_spread_is_that_of_the_denoised_liver():
    hu, liver = liver_slice()
    hu = hu + np.random.default_rng(0).normal(0, 10, hu.shape).astype(np.float32)
    # A Gaussian of one pixel reduces the standard deviation of white noise to 1 / (2 sqrt(pi)).
    assert view_liver(hu, liver, SETTINGS).spread_hu == pytest.approx(10 / np.sqrt(4 * np.pi), 0.1)


def test_a_liver_up_to_the_slices_border_has_finite_depths():
    view = view_liver(np.full((32, 32), 100.0), np.ones((32, 32)), SETTINGS)
    assert np.isfinite(view.depth_mm).all()
    assert view.depth_mm.max() == 15 * 1.5


def test_too_little_liver_is_none():
    liver = np.zeros((64, 64))
    assert view_liver(np.zeros((64, 64)), liver, SETTINGS) is None
    liver[10:14, 10:14] = 1
    assert view_liver(np.zeros((64, 64)), liver, SETTINGS) is None
