"""The weights of two stages of one run, averaged: between an early and a late optimum."""

from __future__ import annotations

import torch

from core.models import Model


def average_weights(first: Model, second: Model, share: float) -> dict[str, torch.Tensor]:
    """(1 - share) first + share second, tensor by tensor (Wortsman et al., "Model soups", ICML
    2022, here of two stages instead of two runs); counters are the first's.

    Args:
        share: 0 gives the first, 1 the second.

    Returns:
        A state dict for a network of the same backbone.

    Raises:
        ValueError: the two are of different backbones.
    """
    if first.backbone != second.backbone:
        raise ValueError(f"{first.backbone} and {second.backbone} can't be averaged.")
    other = second.network.state_dict()
    return {
        name: value * (1 - share) + other[name] * share if value.is_floating_point() else value
        for name, value in first.network.state_dict().items()
    }
