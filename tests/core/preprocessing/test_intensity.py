"""MR signal on the scale of a network, and CT as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import CheckpointError
from core.preprocessing import PreprocessingConfig, SliceGrid, body_above, on_network_scale
from tests.core.known_network import block_volume, hu_series

MR = PreprocessingConfig(modality="MR")


def mr_series(scale: float = 1.0):
    """Air of 0 around a body of 400 and 800, half each, in pixels of 1.5 mm."""
    volume = np.zeros((3, 100, 100), np.float32)
    volume[:, 20:80, 20:50], volume[:, 20:80, 50:80] = 400, 800
    return hu_series(volume * np.float32(scale), modality="MR")


def test_hu_stay_as_they_are():
    series = hu_series(block_volume(3))
    assert on_network_scale(series, PreprocessingConfig()) is series
    assert body_above(series, PreprocessingConfig()) == -250


def test_the_percentiles_of_the_body_become_0_and_255():
    seen = on_network_scale(mr_series(), MR).volume
    assert seen.dtype == np.float32
    assert seen[0, 30, [0, 30, 60]].tolist() == [-255, 0, 255]  # (0 - 400) / 400 x 255


def test_the_scale_of_the_scanner_does_not_matter():
    one, other = (on_network_scale(mr_series(scale), MR).volume for scale in (1.0, 7.5))
    assert other == pytest.approx(one, abs=1e-3)


def test_the_grid_is_centred_on_the_body_of_mr():
    series = mr_series()
    off = replace(series, volume=np.roll(series.volume, 15, axis=2))
    seen = on_network_scale(off, MR)
    # Tissue from column 35 to 95 of 1.5 mm, from row 20 to 80.
    assert SliceGrid.for_series(seen, MR).centre_mm == pytest.approx((75.0, 97.5))
    # A tenth up from air to the brightest, 80 of 800: (80 - 400) / 400 x 255.
    assert body_above(seen, MR) == pytest.approx(-204)


def test_settings_of_mr_come_back_and_are_checked():
    kept = replace(MR, percentiles=(2.0, 98.0))
    assert PreprocessingConfig.from_dict(kept.to_dict()) == kept
    assert "modality" not in PreprocessingConfig().to_dict()
    for wrong in ({"modality": "PT"}, {"percentiles": (99.0, 1.0)}):
        with pytest.raises(CheckpointError) as error:
            PreprocessingConfig(**wrong)
        assert error.value.code == "impossible_setting"
