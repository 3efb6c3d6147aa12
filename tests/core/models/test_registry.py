import json
from pathlib import Path

import pytest

from core.errors import CheckpointError
from core.models import ModelCard, build_network, load_model, save_checkpoint
from core.models.checkpoints import file_sha256
from core.models.registry import WEIGHTS_VARIABLE, weights_folder
from core.preprocessing import PreprocessingConfig
from tests.core.refused import refused


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
    # A copy with a card of its own is another model, and a model's name goes before a file's.
    (tmp_path / "best.pth").write_bytes(weights.read_bytes())
    copy = {**card, "name": "mine", "file": "best.pth"}
    (tmp_path / "mine.json").write_text(json.dumps(copy))
    assert load_model("mine").name == "mine"
    assert load_model("best").file == weights


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


def test_the_folder_of_models_may_lie_at_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(WEIGHTS_VARIABLE, "~/weights")
    assert weights_folder() == tmp_path / "weights"
    monkeypatch.setenv(WEIGHTS_VARIABLE, "~nobody-of-that-name/weights")
    with refused(CheckpointError, "no_such_home", WEIGHTS_VARIABLE):
        weights_folder()
