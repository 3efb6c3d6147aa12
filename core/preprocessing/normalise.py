"""From HU to the unit range: what is outside the range of interest is cut off."""

from __future__ import annotations

import torch


def clip_hu(hu: torch.Tensor, hu_range: tuple[float, float]) -> torch.Tensor:
    """HU outside `hu_range` = (low, high) become its nearer end."""
    return hu.clamp(*hu_range)


def normalise(clipped: torch.Tensor, hu_range: tuple[float, float]) -> torch.Tensor:
    """HU that `clip_hu` has cut to `hu_range` -> 0..1, linear."""
    low, high = hu_range
    return (clipped - low) / (high - low)
