"""Rotation and flipping of training slices; never applied in prediction."""

from __future__ import annotations

import torch
from torch.nn import functional


def rotate_and_flip(
    slices: torch.Tensor, degrees: float, *, left_right: bool = False
) -> torch.Tensor:
    """Slices turned clockwise about their middle, and optionally mirrored left to right.

    Training draws angles (`core.training.augmentation`); prediction leaves slices as they are,
    since the header of a series gives its orientation. Mirroring puts the liver on the
    patient's left, which is true of almost nobody.

    Args:
        slices: (n, side, side) float32; square, so that the rotation needs no rescaling.

    Returns:
        The same shape, bilinear; 0 where the rotation brings in pixels from outside.
    """
    if left_right:
        slices = slices.flip(-1)
    angle = torch.deg2rad(torch.tensor(float(degrees)))
    cos, sin = torch.cos(angle), torch.sin(angle)
    zero = torch.zeros(())
    # Maps the rotated slice to its source: the inverse rotation. Rows grow downwards, so this
    # matrix rotates the picture clockwise.
    matrix = torch.stack([torch.stack([cos, sin, zero]), torch.stack([-sin, cos, zero])])
    grid = functional.affine_grid(
        matrix.expand(len(slices), 2, 3), [len(slices), 1, *slices.shape[1:]], align_corners=False
    )
    turned = functional.grid_sample(slices[:, None], grid, mode="bilinear", align_corners=False)
    return turned[:, 0]
