from __future__ import annotations

import pytest

from dashboard.components.viewer.presets import PRESETS, WindowPreset, window_presets


def test_keys_one_and_two_are_liver_and_abdomen():
    assert PRESETS[:2] == (("Liver", 160, 100), ("Abdomen", 400, 40))


def test_the_files_own_window_is_key_five():
    assert window_presets((350.0, 45.0))[4] == WindowPreset("File", 350.0, 45.0)


@pytest.mark.parametrize("window", [None, (0.0, 40.0)])
def test_a_file_without_a_window_adds_none(window):
    assert window_presets(window) == PRESETS
