"""Rotation and flipping: how a training slice might have been acquired; never done to a patient."""

from __future__ import annotations

import torch
from torch.nn import functional


def rotate_and_flip(
    slices: torch.Tensor, degrees: float, *, left_right: bool = False
) -> torch.Tensor:
    """Slices turned clockwise about their middle, and mirrored left to right if asked for.

    Training draws angles (`core.training.augmentation`); prediction leaves slices as they lie,
    since a series says in its header which way round it is. Mirroring puts the liver on the
    patient's left, which is true of almost nobody.

    Args:
        slices: (n, side, side) float32; square, so that the turn needs no change of scale.

    Returns:
        The same shape, bilinear; 0 where the turn brings in what was outside.
    """
    if left_right:
        slices = slices.flip(-1)
    angle = torch.deg2rad(torch.tensor(float(degrees)))
    cos, sin = torch.cos(angle), torch.sin(angle)
    zero = torch.zeros(())
    # From the turned slice to the one it is read from: the inverse turn. Rows grow downwards, so
    # this matrix turns what is seen clockwise.
    matrix = torch.stack([torch.stack([cos, sin, zero]), torch.stack([-sin, cos, zero])])
    grid = functional.affine_grid(
        matrix.expand(len(slices), 2, 3), [len(slices), 1, *slices.shape[1:]], align_corners=False
    )
    turned = functional.grid_sample(slices[:, None], grid, mode="bilinear", align_corners=False)
    return turned[:, 0]
