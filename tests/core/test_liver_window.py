from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.liver_window import level_around, opening_level, opening_window, probable_liver_hu
from tests.core.known_network import hu_series

#: Pixels of 2 mm: three of them are the side of a square that is averaged.
SIDE = 96


def with_organs(right: float, left: float, *, noise: float = 0.0, flip: bool = False):
    """Two blocks of 96 x 48 mm in fat, one on each side of the patient; the left is larger.

    With `flip` the columns of the file grow to the patient's right.
    """
    plane = np.full((SIDE, SIDE), -1000.0)
    plane[12:84, 6:90] = -100
    plane[24:72, 12:36] = right
    plane[18:78, 54:84] = left
    volume = np.stack([plane] * 5)
    if noise:
        volume += np.random.default_rng(0).normal(0, noise, volume.shape)
    if flip:
        volume = volume[..., ::-1]
    series = hu_series(np.ascontiguousarray(volume.round().astype(np.int16)), spacing_mm=(5, 2, 2))
    return replace(series, row_direction=(-1.0, 0.0, 0.0)) if flip else series


@pytest.mark.parametrize("flip", [False, True])
def test_the_liver_is_what_is_even_on_the_right(flip):
    assert probable_liver_hu(with_organs(55, 150, flip=flip)) == 55


def test_noise_does_not_hide_it():
    # Squares of nine pixels have a standard deviation of 10 HU: nine of them differ by some 30.
    found = probable_liver_hu(with_organs(55, 150, noise=30))
    assert found == pytest.approx(55, abs=3)


def test_where_nothing_is_large_enough_nobody_knows():
    tiny = hu_series(np.full((5, 16, 16), 60, np.int16), spacing_mm=(5, 1, 1))
    assert probable_liver_hu(tiny) is None
    assert opening_level(tiny) == 100


@pytest.mark.parametrize(
    ("liver", "level"),
    [
        # Unenhanced, or in the arterial phase.
        (55, 60),
        (62, 60),
        # Full of fat: the lower end.
        (25, 40),
        # Well seen in the usual window.
        (75, 100),
        (110, 100),
        (125, 100),
        # Beyond it, to the upper end.
        (131, 130),
        (170, 140),
    ],
)
def test_a_series_opens_around_a_liver_far_from_the_usual_level(liver, level):
    assert opening_level(with_organs(liver, 150)) == level


def test_the_window_of_a_ct_is_the_livers_and_of_mr_the_bodys():
    series = with_organs(55, 150)
    assert opening_window(series) == (160, 60)
    signal = replace(series, tags=replace(series.tags, modality="MR"))
    width, level = opening_window(signal)
    # From black at the body's first percentile, fat here, to white at its last, the left organ.
    assert (level - width / 2, level + width / 2) == pytest.approx((-100, 150), abs=1)


@pytest.mark.parametrize(("liver", "level"), [(54.9, 50), (96, 100), (-10, 40), (300, 140)])
def test_levels_come_in_steps_between_their_ends(liver, level):
    assert level_around(liver) == level
