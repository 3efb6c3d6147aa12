from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.errors import CheckpointError
from core.models import Model
from core.models.outline import OutlineRule
from core.preprocessing import PreprocessingConfig
from tests.coded import raises

MODEL = Model("m", "m", torch.nn.Identity(), PreprocessingConfig(), 1.0, "", Path("m.pth"))


def test_a_card_without_the_section_has_the_usual_limits():
    assert MODEL.outline == OutlineRule(lesion_share=0.5, certainty=0.0)


def test_a_card_gives_its_limits_and_keeps_its_table_to_itself():
    section = {"lesion_share": 0.3, "certainty": 0.6, "table": []}
    model = replace(MODEL, card={"outline": section})
    assert model.outline == OutlineRule(0.3, 0.6)
    assert model.outline.to_dict() == {"lesion_share": 0.3, "certainty": 0.6}


@pytest.mark.parametrize(
    "section",
    [
        {"lesion_share": 0.3},
        {"lesion_share": 0, "certainty": 0},
        {"lesion_share": 1, "certainty": 0},
        {"lesion_share": 0.5, "certainty": 1.1},
        {"lesion_share": "high", "certainty": 0},
        {"lesion_share": None, "certainty": 0},
        {"lesion_share": float("nan"), "certainty": 0},
        [],
        0.3,
    ],
)
def test_unusable_limits_are_an_error_of_the_card(section):
    with raises(CheckpointError, "outline_unreadable", "mine"):
        replace(MODEL, card={"name": "mine", "outline": section}).outline  # noqa: B018 (it raises)
