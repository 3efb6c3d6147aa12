"""Where the body begins in an MR series, and which signal its percentiles have."""

from __future__ import annotations

import numpy as np
import pytest

from core.mr_signal import body_begins, body_levels


def half_air() -> np.ndarray:
    """Half of the voxels 0, as air; the others 1 to 1000, each once."""
    return np.concatenate([np.zeros(1000), np.arange(1, 1001)]).reshape(20, 10, 10)


def test_the_body_begins_a_tenth_up_from_the_darkest():
    # The 99.5th percentile of 2000 values is that of the 10th from the top: 990.
    assert body_begins(half_air()) == pytest.approx(99, abs=0.5)


def test_percentiles_count_the_body_alone():
    low, middle, high = body_levels(half_air(), (0, 50, 100))
    assert (low, high) == (100, 1000)  # the first value above 99
    assert middle == 550


def test_a_shift_and_a_scale_of_the_signal_move_the_levels_alike():
    values = half_air()
    low, high = body_levels(values)
    assert body_levels(3 * values + 50) == pytest.approx((3 * low + 50, 3 * high + 50))


def test_an_empty_image_has_its_one_value():
    assert body_levels(np.full((2, 4, 4), 7)) == (7, 7)
