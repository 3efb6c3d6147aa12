from __future__ import annotations

import numpy as np
import pytest

from dashboard.components.viewer.presets import (
    PRESETS,
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


def test_the_livers_window_follows_a_dark_liver_and_the_others_stay():
    plane = np.full((96, 96), -100, np.int16)
    plane[24:72, 12:36] = 55
    found = presets_of(hu_series(np.stack([plane] * 5), spacing_mm=(5, 2, 2)))
    assert found[0] == WindowPreset("Liver", 160, 60)
    assert found[1:] == PRESETS[1:]


def test_a_series_too_small_to_tell_keeps_the_usual_window():
    assert presets_of(hu_series(np.full((5, 16, 16), 55, np.int16)))[0] == PRESETS[0]
