import json

import pytest

from core.errors import CheckpointError
from core.preprocessing import PreprocessingConfig
from core.preprocessing.settings_check import RULES

#: What checkpoints of the first release say of their preprocessing.
FIRST_RELEASE = {
    "size": 256,
    "pixel_mm": 1.5,
    "max_pixel_mm": 2.0,
    "hu_range": (0.0, 255.0),
    "window": (160.0, 100.0),
    "denoise_sigma": 1.0,
}


def test_survives_json():
    config = PreprocessingConfig(
        size=128,
        window=(200.0, 80.0),
        denoise="median",
        median_pixels=5,
        clahe=True,
        crop_to_liver=True,
        slices_without_liver="left_out",
    )
    assert PreprocessingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_an_older_checkpoint_gets_what_it_was_trained_with():
    config = PreprocessingConfig.from_dict(FIRST_RELEASE)
    assert config == PreprocessingConfig()
    assert (config.denoise, config.clahe, config.crop_to_liver) == ("gaussian", False, False)


def test_an_unknown_setting_is_named():
    with pytest.raises(CheckpointError) as caught:
        PreprocessingConfig.from_dict({"sharpen": 1})
    assert caught.value.code == "unknown_settings"
    assert "sharpen" in str(caught.value)


def test_settings_that_are_no_table_are_refused():
    with pytest.raises(CheckpointError) as caught:
        PreprocessingConfig.from_dict([1, 2])
    assert caught.value.code == "settings_not_a_table"


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("denoise", "wiener", "one of none, gaussian, median, non_local_means"),
        ("denoise", ("median",), "one of none"),
        ("denoise_sigma", -1.0, "a number from 0 to 20"),
        ("denoise_sigma", float("nan"), "a number from 0 to 20"),
        ("denoise_sigma", "1", "a number from 0 to 20"),
        ("median_pixels", 4, "an odd number from 3 to 15"),
        ("median_pixels", 3.0, "an odd number from 3 to 15"),
        ("nlm_noise_hu", 0, "a number above 0"),
        ("clahe", 1, "true or false"),
        ("clahe_clip_limit", 0, "a number above 0, up to 1"),
        ("clahe_tiles", 0, "a whole number from 1 to 32"),
        ("crop_to_liver", "yes", "true or false"),
        ("crop_margin_mm", -5, "a number from 0 to 200"),
        ("crop_pixel_mm", 0, "a number above 0"),
        ("slices_without_liver", "skip", "one of whole, left_out"),
        ("size", 100, "a multiple of 32"),
        ("size", True, "a multiple of 32"),
        ("pixel_mm", 0, "a number above 0"),
        ("max_pixel_mm", 1.0, "at least pixel_mm"),
        ("hu_range", (255.0, 0.0), "the lower first"),
        ("hu_range", 255.0, "the lower first"),
        ("window", (0.0, 100.0), "a width above 0"),
    ],
)
def test_a_value_that_makes_no_sense_is_one_sentence(setting, value, expected):
    with pytest.raises(CheckpointError) as caught:
        PreprocessingConfig.from_dict(FIRST_RELEASE | {setting: value})
    sentence = str(caught.value)
    assert caught.value.code == "impossible_setting"
    assert f"{setting} is {value!r}" in sentence
    assert expected in sentence
    assert "\n" not in sentence


def test_every_setting_is_checked():
    assert set(RULES) == set(PreprocessingConfig(modality="MR").to_dict())
