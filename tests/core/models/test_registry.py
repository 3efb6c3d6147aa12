import json
from pathlib import Path

import pytest

from core.models import ModelCard, build_network, load_model, save_checkpoint
from core.models.checkpoints import file_sha256
from core.models.registry import WEIGHTS_VARIABLE
from core.preprocessing import PreprocessingConfig


def test_a_model_can_be_named_by_its_weights_file(tmp_path, monkeypatch):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    network = build_network("test_efficientnet")
    weights = tmp_path / "liver_detection_final.pth"
    save_checkpoint(
        weights,
        network,
        name="best",
        backbone="test_efficientnet",
        preprocessing=PreprocessingConfig(size=64),
    )
    card = {
        "name": "best",
        "backbone": "test_efficientnet",
        "file": weights.name,
        "sha256": file_sha256(weights),
    }
    (tmp_path / "best.json").write_text(json.dumps(card))
    # As macOS leaves it beside the card.
    (tmp_path / "._best.json").write_bytes(b"\0\5\x16\7" + bytes(100))
    assert load_model("liver_detection_final").name == load_model("best").name == "best"


@pytest.mark.parametrize(
    ("card", "phases"),
    [
        ({}, None),
        ({"assessable_phases": None}, None),
        ({"assessable_phases": []}, ()),
        ({"assessable_phases": ["portal"]}, ("portal",)),
    ],
)
def test_no_phase_is_something_else_than_not_measured(card, phases):
    assert ModelCard("m", "m", Path("m.pth"), "", card).assessable_phases == phases
