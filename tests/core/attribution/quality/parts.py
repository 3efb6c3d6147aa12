"""A case with a weighted sum as its network, so that every measure can be worked out by hand."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from core.attribution.quality.case import Case

SIZE = 16


class WeightedSum(nn.Module):
    """Every score, and the probability, is the sum of weight x first channel."""

    def __init__(self, weights: np.ndarray) -> None:
        super().__init__()
        self.weights = nn.Parameter(
            torch.from_numpy(np.asarray(weights, np.float32)), requires_grad=False
        )

    def forward(self, slices: torch.Tensor) -> torch.Tensor:
        score = (slices[:, 0] * self.weights).sum(dim=(1, 2))
        return score[:, None].expand(-1, 4)


def weighted_case(weights: np.ndarray, **changes) -> Case:
    """A bright slice (1 everywhere) for a `WeightedSum`; the canvas is 0, and all of it is body.

    The map under test is the weights themselves, the perfect map, unless `field` is given.
    """
    network = WeightedSum(weights)
    size = len(weights)
    field = np.asarray(changes.pop("field", weights), np.float32)
    everywhere = np.ones((size, size), bool)
    parts = {
        "network": network,
        "probability": lambda slices: network(slices)[:, 0],
        "attribute": lambda _network, slices: np.repeat(field[None], len(slices), axis=0),
        "target": "malignant",
        "hu": np.full((size, size), 100, np.float32),
        "prepare": lambda hu: (
            torch.from_numpy(np.asarray(hu, np.float32))[:, None].repeat(1, 3, 1, 1) / 100
        ),
        "field": field,
        "body": everywhere,
        "heat": np.maximum(field, 0),
        "mask": np.ones((size, size), np.uint8),
        "body_on_ct": everywhere,
        "ct_pixel_mm": (1.0, 1.0),
        "pixel_mm": 1.5,
        "canvases": (("blurred", torch.zeros(1, 3, size, size)),),
        "copy_network": lambda: None,
        **changes,
    }
    return Case(**parts)


def only(row: int, column: int, size: int = SIZE) -> np.ndarray:
    """All the weight on one pixel."""
    weights = np.zeros((size, size), np.float32)
    weights[row, column] = 1.0
    return weights
