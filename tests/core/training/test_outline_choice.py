"""The limits of outlined lesions are chosen on a network whose answers are written down."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.models import Model
from core.preprocessing import PreprocessingConfig
from core.training import outline_choice
from core.training.data import SliceDataset
from core.training.outline_choice import choose_outline

SIDE = 16


class Written(nn.Module):
    """Answers with the probabilities it was given, whatever it is shown."""

    name = "torch"

    def __init__(self, probabilities: np.ndarray) -> None:
        super().__init__()
        self.logits = torch.log(torch.from_numpy(probabilities).float().clamp(1e-6))

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.logits[: len(slices)], torch.zeros(len(slices), 3)


@pytest.fixture
def choose(monkeypatch):
    def chosen(lesion: np.ndarray, label: np.ndarray) -> dict:
        probabilities = np.stack(
            [np.zeros_like(lesion), 1 - lesion, np.zeros_like(lesion), lesion], axis=1
        )
        monkeypatch.setattr(outline_choice, "make_engine", lambda *_: Written(probabilities))
        n = len(label)
        val = SliceDataset(
            np.zeros(label.shape, np.uint8), label, np.arange(n), np.array(["ok"] * n)
        )
        model = Model("m", "m", nn.Identity(), PreprocessingConfig(), 1.0, "", Path("m.pth"))
        return choose_outline(model, val)

    return chosen


def _livers(n: int) -> np.ndarray:
    return np.ones((n, SIDE, SIDE), np.uint8)


def test_a_faint_edge_asks_for_a_low_share_and_a_false_alarm_for_certainty(choose):
    label = _livers(2)
    label[0, 4:8, 4:12] = 3  # 32 pixels, half of them faint
    lesion = np.zeros(label.shape)
    lesion[0, 4:8, 4:8], lesion[0, 4:8, 8:12] = 0.95, 0.35
    lesion[1, 4:8, 4:8] = 0.75  # a false alarm
    section = choose(lesion, label)
    assert (section["lesion_share"], section["certainty"]) == (0.3, 0.8)
    rows = {(row["lesion_share"], row["certainty"]): row for row in section["table"]}
    usual = rows[0.5, 0.0]
    assert usual["lesion_dice"] == pytest.approx(2 * 16 / (16 + 16 + 32))
    assert (usual["lesion_sensitivity"], usual["false_positives_per_slice"]) == (1.0, 0.5)
    # One found, none missed, one false: 2 / (2 + 1).
    assert usual["lesion_f1"] == pytest.approx(2 / 3)
    assert usual["score"] == pytest.approx((0.5 + 2 / 3) / 2)
    assert rows[0.3, 0.8]["score"] == 1.0
    assert rows[0.3, 0.8]["false_positives_per_slice"] == 0.0
    assert len(rows) == 27


def test_the_usual_limits_win_where_nothing_differs(choose):
    label = _livers(2)
    label[0, 4:8, 4:12] = 3
    section = choose(np.where(label == 3, 0.99, 0.0), label)
    assert (section["lesion_share"], section["certainty"]) == (0.5, 0.0)


def test_without_a_lesion_nothing_can_be_chosen(choose):
    lesion = np.zeros((2, SIDE, SIDE))
    lesion[1, 4:8, 4:8] = 0.65
    section = choose(lesion, _livers(2))
    assert (section["lesion_share"], section["certainty"]) == (0.5, 0.0)
    assert section["table"][0]["lesion_sensitivity"] is None
