from dataclasses import replace

import numpy as np
import pytest

from core.report.field import Field
from tests.core.comparison.made_analysis import SHAPE, blank_series, made
from tests.core.known_network import hu_series

SCORES = [[1, 0, 0]] * SHAPE[0]


def _noisy(kernel: str):
    """Rows of 60 and of 140 HU in turn."""
    volume = np.full(SHAPE, 60)
    volume[:, ::2] = 140
    series = hu_series(volume, (5.0, 1.0, 1.0))
    return replace(series, tags=replace(series.tags, kernel=kernel))


@pytest.mark.parametrize("liver_hu", [55, 105])
def test_the_window_is_around_the_livers_own_level(liver_hu):
    series = blank_series()
    field = Field.of(
        made(replace(series, volume=np.full_like(series.volume, liver_hu)), "a", SCORES)
    )
    assert (field.width, field.level) == (160, {55: 60, 105: 100}[liver_hu])


def test_a_picture_shows_no_noise_of_a_sharp_kernel():
    rows = {}
    for kernel in ("STANDARD", "LUNG"):
        analysis = made(_noisy(kernel), "a", SCORES)
        grey = np.asarray(Field.of(analysis).ct(analysis.series, 2), float).mean(axis=1)
        # The two rows in the middle: beyond the edge the smoothing takes those at the edge.
        rows[kernel] = np.ptp(grey[2 * len(grey) // 6 : 4 * len(grey) // 6])
    # 80 of 160 HU are half of 255 greys.
    assert rows["STANDARD"] > 110 and rows["LUNG"] < 30
