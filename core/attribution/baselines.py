"""The baseline: the slice with "nothing there" that a method compares with."""

from __future__ import annotations

import torch
from torch.nn import functional

from core.attribution import sentences
from core.errors import UsageError

BASELINES: tuple[str, ...] = ("air", "blurred", "mean_liver")
#: Standard deviation of the blur as a share of the slice's side: 12 pixels (18 mm) of 256. It
#: removes lesions and keeps the body's outline.
BLUR_SHARE = 12 / 256


def baseline_tensor(
    name: str, tensors: torch.Tensor, liver: torch.Tensor | None = None
) -> torch.Tensor:
    """(n, 3, s, s) float32 in 0..1, to compare `tensors` with.

    - air: 0 in all channels, which is what preprocessing makes of air;
    - blurred: each slice after a Gaussian blur of `BLUR_SHARE`;
    - mean_liver: each channel's mean over the liver, everywhere.

    Args:
        tensors: (n, 3, s, s) float32 in 0..1.
        liver: (n, s, s) bool, without known lesions; only needed for "mean_liver".

    Raises:
        UsageError: there is no such baseline, or a slice has no liver to take the mean of.
    """
    if name == "air":
        return torch.zeros_like(tensors)
    if name == "blurred":
        return _blurred(tensors)
    if name == "mean_liver":
        return _mean_liver(tensors, liver)
    raise UsageError(sentences.unknown_baseline(name, BASELINES))


def _blurred(tensors: torch.Tensor) -> torch.Tensor:
    sigma = BLUR_SHARE * tensors.shape[-1]
    reach = min(int(3 * sigma + 0.5), tensors.shape[-1] - 1)
    offsets = torch.arange(-reach, reach + 1, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (offsets / sigma) ** 2)
    kernel = (kernel / kernel.sum()).repeat(tensors.shape[1], 1)
    # The edge pixels are repeated, so that the blur draws in no black.
    padded = functional.pad(tensors, (reach,) * 4, mode="replicate")
    across = functional.conv2d(padded, kernel[:, None, None, :], groups=tensors.shape[1])
    return functional.conv2d(across, kernel[:, None, :, None], groups=tensors.shape[1])


def _mean_liver(tensors: torch.Tensor, liver: torch.Tensor | None) -> torch.Tensor:
    if liver is None or not liver.flatten(1).any(dim=1).all():
        raise UsageError(sentences.no_mean_liver())
    weights = liver[:, None].to(tensors.dtype)
    means = (tensors * weights).sum(dim=(2, 3)) / weights.sum(dim=(2, 3))
    return means[:, :, None, None].expand_as(tensors).contiguous()
