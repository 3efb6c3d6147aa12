from dataclasses import replace

import numpy as np
import pytest

from core import calm
from core.calm import calmed, slice_for_window
from tests.core.known_network import hu_series
from tools.server import ROOT


def _one_bright_pixel():
    """1,000 HU in 15 x 15 pixels of 0 HU."""
    values = np.zeros((15, 15), np.int16)
    values[7, 7] = 1000
    return values


def test_the_noise_of_a_sharp_kernel_is_smoothed_as_in_the_viewer():
    # Sigma is one pixel, three wide: 1 / (2 pi) of it is left, as in a Gaussian that is cut off
    # after 2.5 sigmas.
    values, column_mm = _one_bright_pixel(), calm.CALM_MM
    weights = np.exp(-0.5 * np.arange(-3, 4) ** 2)
    middle = 1000 / weights.sum() ** 2
    assert calmed(values, "LUNG", column_mm)[7, 7] == pytest.approx(middle, rel=1e-4)
    assert calmed(values, "LUNG", column_mm)[7, 11] == 0
    assert calmed(values, "STANDARD", column_mm) is values
    # Pixels of no size at all.
    assert calmed(values, "LUNG", 1e-9).shape == values.shape
    assert calmed(values, "LUNG", 0.0) is values


def test_the_smoothing_is_that_of_the_viewer():
    script = (ROOT / "dashboard/components/viewer/js/stage.js").read_text()
    assert f"CALM_MM = {calm.CALM_MM};" in script
    assert f"SOFT_WIDTH = {calm.SOFT_WIDTH:g};" in script


@pytest.mark.parametrize(
    ("kernel", "width", "smoothed"),
    [("LUNG", 160, True), ("LUNG", 799, True), ("LUNG", 800, False), ("STANDARD", 160, False)],
)
def test_a_wide_window_shows_a_slice_as_it_is(kernel, width, smoothed):
    series = hu_series(_one_bright_pixel()[None], spacing_mm=(5, 1, 1))
    series = replace(series, tags=replace(series.tags, kernel=kernel))
    assert (slice_for_window(series, 0, width)[7, 7] < 1000) == smoothed
    assert series.volume[0, 7, 7] == 1000
