"""Two models on the same cases, one of which knows the lesions."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.training.data import SliceDataset
from core.training.readers.held_out import held_out
from tests.core.known_network import (
    BACKGROUND_HU,
    LIVER_HU,
    MALIGNANT_HU,
    SIZE,
    BandNetwork,
    known_model,
)


class Blind(BandNetwork):
    """Takes every lesion for liver."""

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        masks, logits = super().forward(slices)
        masks[:, 1] += masks[:, 2] + masks[:, 3]
        masks[:, 2:] = 0
        return masks, logits


def cases(n_subjects: int) -> SliceDataset:
    """Two slices of each subject, each with one lesion."""
    n = 2 * n_subjects
    image = np.full((n, SIZE, SIZE), BACKGROUND_HU, np.uint8)
    label = np.zeros((n, SIZE, SIZE), np.uint8)
    image[:, 8:56, 8:56], label[:, 8:56, 8:56] = LIVER_HU, 1
    image[:, 20:30, 20:30], label[:, 20:30, 20:30] = MALIGNANT_HU, 3
    return SliceDataset(image, label, np.repeat(np.arange(n_subjects), 2), np.full(n, "ok"))


def test_the_better_model_and_by_how_much():
    found = held_out(known_model(Blind()), known_model(), cases(4))
    dice = found["lesion_dice"]
    assert (dice["before"]["value"], dice["after"]["value"]) == (0.0, 1.0)
    assert dice["difference"] == {"value": 1.0, "ci95": [1.0, 1.0]}
    assert found["lesion_sensitivity"]["difference"]["value"] == 1.0
    assert found["liver_dice"]["difference"]["value"] == pytest.approx(0.0)
    assert (found["n_subjects"], found["n_slices"], "note" in found) == (4, 8, False)


def test_two_subjects_have_no_interval_and_it_is_said():
    found = held_out(known_model(Blind()), known_model(), cases(2))
    assert found["lesion_dice"]["difference"] == {"value": 1.0, "ci95": None}
    assert "2 subjects" in found["note"]
