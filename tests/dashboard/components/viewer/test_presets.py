from __future__ import annotations

import numpy as np
import pytest

from dashboard.components.viewer.presets import (
    PRESETS,
    UNENHANCED_LIVER,
    WindowPreset,
    presets_of,
    window_presets,
)
from tests.core.known_network import hu_series


def test_keys_one_and_two_are_liver_and_abdomen():
    assert PRESETS[:2] == (("Liver", 160, 100), ("Abdomen", 400, 40))


def test_the_files_own_window_is_key_five():
    assert window_presets((350.0, 45.0))[4] == WindowPreset("File", 350.0, 45.0)


@pytest.mark.parametrize("window", [None, (0.0, 40.0)])
def test_a_file_without_a_window_adds_none(window):
    assert window_presets(window) == PRESETS


def of_tissue(*levels_hu, size=128):
    """A series of which each quarter has one of four levels."""
    quarter = size // 2
    volume = np.full((5, size, size), -1000, np.int16)
    for place, level in enumerate(levels_hu):
        row, column = divmod(place, 2)
        rows = slice(row * quarter, (row + 1) * quarter)
        volume[:, rows, column * quarter : (column + 1) * quarter] = level
    return hu_series(volume)


@pytest.mark.parametrize(
    ("levels", "liver"),
    [
        # Fat, muscle, and a liver as it is without and with contrast agent.
        ((-100, 60, 55, 55), UNENHANCED_LIVER),
        ((-100, 60, 110, 110), PRESETS[0]),
        # The liver enhances late or little, bone lies beside it.
        ((400, 60, 60, 80), PRESETS[0]),
        # No soft tissue to go by.
        ((-100, -100, 400, 400), PRESETS[0]),
    ],
)
def test_the_livers_window_goes_by_what_enhances(levels, liver):
    found = presets_of(of_tissue(*levels))
    assert found[0] == liver
    assert found[1:] == PRESETS[1:]


def test_a_series_too_small_to_tell_keeps_the_usual_window():
    assert presets_of(of_tissue(-100, 60, 55, 55, size=16))[0] == PRESETS[0]
