from dataclasses import replace

import numpy as np
import pytest

from core.errors import CheckpointError
from core.preprocessing import PreprocessingConfig, Stage
from dashboard.screens.models.preprocessing import config_of, detail, flips_in_training, stage_html
from dashboard.services import models
from tests.dashboard.tiny_case import CARD, MODEL


def stage(**changes) -> Stage:
    black, white = np.zeros((8, 8), np.float32), np.ones((8, 8), np.float32)
    return replace(
        Stage(5, "Noise filter", "Takes <grain>.", True, "1 < 2", black, white), **changes
    )


@pytest.mark.parametrize(
    ("changes", "words", "look"),
    [
        ({}, "✓ used", "ll-used"),
        ({"enabled": False}, "not used by this model", "ll-unused"),
        ({"enabled": False, "training_only": True}, "in training only", "ll-training"),
    ],
)
def test_a_panel_says_whether_the_model_uses_the_stage(changes, words, look):
    drawn = stage_html(stage(**changes))
    assert f"<span>{words}</span>" in drawn
    assert f'class="ll-stage {look}"' in drawn


def test_a_panel_has_both_pictures_and_takes_no_text_as_html():
    drawn = stage_html(stage())
    assert drawn.count("data:image/png;base64,") == 2
    assert "Takes &lt;grain&gt;." in drawn
    assert "<footer>1 &lt; 2</footer>" in drawn


def test_the_part_that_is_cropped_is_framed_on_the_picture_before():
    drawn = stage_html(stage(part=(0.25, 0.75, 0.1, 0.6)))
    assert drawn.count("<em ") == 1
    assert "top:25.0%;left:10.0%;height:50.0%;width:50.0%" in drawn
    assert "<em" not in stage_html(stage())


def test_a_fine_stage_is_shown_close_to_the_liver():
    focus = (0.0, 0.5, 0.0, 0.5)
    assert "Before, close to the liver" in stage_html(stage(fine=True), focus)
    assert "close to the liver" not in stage_html(stage(), focus)
    assert "close to the liver" not in stage_html(stage(fine=True))


def test_detail_ends_where_the_picture_ends():
    picture = np.arange(64).reshape(8, 8)
    assert np.array_equal(detail(picture, (0.25, 0.75, -0.5, 0.5)), picture[2:6, :4])


@pytest.mark.parametrize(
    ("settings", "flips"),
    [
        (None, False),
        ({"steps": 3000}, False),
        ({"sampling": {"flip_share": 0.0}}, False),
        ({"sampling": {"flip_share": 0.5}}, True),
        ({"flips": True}, True),
    ],
)
def test_whether_training_mirrored_is_read_off_the_card(settings, flips):
    assert flips_in_training(settings) is flips


def test_the_settings_are_those_of_the_card_else_of_the_weights(monkeypatch):
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    stated = replace(CARD, card={"preprocessing": {"size": 128, "denoise": "median"}})
    assert config_of(stated) == PreprocessingConfig(size=128, denoise="median")
    assert config_of(CARD) is MODEL.preprocessing


def test_settings_that_make_no_sense_are_a_sentence():
    broken = replace(CARD, card={"preprocessing": {"denoise": "wiener"}})
    with pytest.raises(CheckpointError, match="denoise is 'wiener'"):
        config_of(broken)
