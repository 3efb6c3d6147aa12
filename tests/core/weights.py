"""A folder of weights, for commands that run in a process of their own."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from core.models import build_network, save_checkpoint
from core.models.checkpoints import file_sha256
from core.preprocessing import PreprocessingConfig


def untrained_weights(folder: Path) -> Path:
    """One untrained model in `folder`: its files are real, its answers mean nothing."""
    folder.mkdir(exist_ok=True)
    torch.manual_seed(0)
    widths = (8, 8, 8, 8, 8)
    network = build_network("test_efficientnet", decoder_channels=widths)
    save_checkpoint(
        folder / "untrained.pth",
        network,
        name="untrained",
        backbone="test_efficientnet",
        preprocessing=PreprocessingConfig(size=64),
        decoder_channels=widths,
    )
    card = {
        "name": "untrained",
        "backbone": "test_efficientnet",
        "file": "untrained.pth",
        "sha256": file_sha256(folder / "untrained.pth"),
        "metrics": {"liver_dice": 0.5},
    }
    (folder / "untrained.json").write_text(json.dumps(card))
    return folder
