"""The stages shown on a slice of known levels."""

import numpy as np
import pytest

from core.preprocessing import PreprocessingConfig, SliceGrid, crop_to_liver, slice_tensors, stages
from core.preprocessing.stages import SCANNER_HU
from tests.core.known_network import hu_series

CONFIG = PreprocessingConfig(size=64, pixel_mm=1.5, max_pixel_mm=1.5)


@pytest.fixture(scope="module")
def series():
    """51 HU with a square of 100 HU on it and some bone and air."""
    volume = np.full((1, 64, 64), 51)
    volume[0, 20:30, 12:24] = 100
    volume[0, 60:, :8] = 1000
    volume[0, 60:, 56:] = -1000
    return hu_series(volume)


def shown(series, config=CONFIG, **options):
    grid = SliceGrid.for_series(series, config)
    return stages(series.volume[0], config, grid, **options)


def by_name(series, config=CONFIG, **options):
    return {stage.name: stage for stage in shown(series, config, **options)}


def test_the_five_stages_in_the_order_of_the_paper(series):
    found = shown(series)
    assert [stage.number for stage in found] == [1, 2, 2, 3, 4, 5]
    assert all(stage.description.endswith(".") for stage in found)
    for stage in found:
        for picture in (stage.before, stage.after):
            assert picture.dtype == np.float32
            assert 0 <= picture.min() <= picture.max() <= 1


def test_a_plain_model_uses_resize_window_and_noise_filter(series):
    used = [stage.name for stage in shown(series) if stage.enabled]
    assert used == ["Resize and normalise", "Contrast: window", "Noise filter"]


@pytest.mark.parametrize(
    ("changes", "name", "enabled"),
    [
        ({"clahe": True}, "Contrast: CLAHE", True),
        ({"crop_to_liver": True}, "Crop to the liver", True),
        ({"denoise": "none"}, "Noise filter", False),
        ({"denoise_sigma": 0}, "Noise filter", False),
        ({"denoise": "median"}, "Noise filter", True),
    ],
)
def test_the_config_says_what_is_used(series, changes, name, enabled):
    config = PreprocessingConfig.from_dict(CONFIG.to_dict() | changes)
    assert by_name(series, config)[name].enabled is enabled


def test_each_after_is_the_channel_that_the_network_gets(series):
    config = PreprocessingConfig.from_dict(CONFIG.to_dict() | {"clahe": True, "denoise": "median"})
    grid = SliceGrid.for_series(series, config)
    broad, narrow, denoised = slice_tensors(grid.to_model(series.volume), config)[0].numpy()
    found = by_name(series, config)
    assert np.array_equal(found["Resize and normalise"].after, broad)
    assert np.array_equal(found["Contrast: CLAHE"].after, narrow)
    assert np.array_equal(found["Noise filter"].after, denoised)


def test_known_levels(series):
    found = by_name(series)
    low, high = SCANNER_HU
    first = found["Resize and normalise"]
    assert first.before[50, 50] == pytest.approx((51 - low) / (high - low))
    assert first.after[50, 50] == pytest.approx(51 / 255)
    assert found["Contrast: window"].after[50, 50] == pytest.approx(31 / 160)
    assert "64² of 1.50 mm → 64² of 1.50 mm; 0–255 HU → 0–1" in first.parameters


def test_a_stage_that_is_not_used_is_still_shown(series):
    off = PreprocessingConfig.from_dict(CONFIG.to_dict() | {"denoise": "none"})
    noise = by_name(series, off)["Noise filter"]
    assert np.array_equal(noise.after, by_name(series)["Noise filter"].after)
    assert not np.array_equal(noise.after, noise.before)


def test_the_crop_shows_the_liver_and_frames_it(series):
    liver = series.volume == 100
    grid = SliceGrid.for_series(series, CONFIG)
    crop = crop_to_liver(liver, series.positions_mm, grid, CONFIG)
    stage = by_name(series, crop=crop)["Crop to the liver"]
    assert stage.part == grid.share_of(crop.grid)
    assert "15 mm or more around the liver" in stage.parameters
    assert "1.50 mm → 1.00 mm" in stage.parameters
    # The square covers 10 x 12 pixels of 1.5 mm: 15 x 18 of 1 mm, to half a pixel at its edge.
    halfway = (31 / 160 + 80 / 160) / 2
    assert np.count_nonzero(stage.after > halfway) == pytest.approx(15 * 18, abs=15 + 18)


def test_without_liver_the_slice_stays_whole(series):
    stage = by_name(series)["Crop to the liver"]
    assert stage.part is None
    assert np.array_equal(stage.before, stage.after)
    assert "No liver found on this slice" in stage.parameters


def test_turning_is_for_training_alone(series):
    stage = by_name(series)["Rotation and flipping"]
    assert stage.training_only
    assert not stage.enabled
    assert "never mirrored" in stage.parameters
    mirrored = by_name(series, training_flips=True)["Rotation and flipping"]
    assert "mirrored as an example" in mirrored.parameters
    assert not np.array_equal(mirrored.after, stage.after)
