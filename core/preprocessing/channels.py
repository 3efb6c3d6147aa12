"""HU on the network grid -> the three input channels, each 0..1."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from core.preprocessing.config import PreprocessingConfig


def slice_tensors(hu: np.ndarray | torch.Tensor, config: PreprocessingConfig) -> torch.Tensor:
    """The network's input.

    Args:
        hu: (n, size, size) float32 HU in the radiological view (`SliceGrid.to_model`).

    Returns:
        (n, 3, size, size) float32 in 0..1: `hu_range`, `window`, `window` denoised.
    """
    hu = torch.as_tensor(hu, dtype=torch.float32)
    # One clip for all three: the training slices hold nothing outside this range, so neither may
    # what the noise filter sees (air next to the skin would bleed in otherwise).
    clipped = hu.clamp(*config.hu_range)
    low, high = config.hu_range
    broad = (clipped - low) / (high - low)
    narrow = apply_window(clipped, config.window)
    denoised = apply_window(gaussian_filter(clipped, config.denoise_sigma), config.window)
    return torch.stack([broad, narrow, denoised], dim=1)


def apply_window(hu: torch.Tensor, window: tuple[float, float]) -> torch.Tensor:
    """HU -> 0..1, linear over `window` = (width, level) HU and clipped outside (DICOM PS3.3
    C.11.2.1.3.2, LINEAR_EXACT)."""
    width, level = window
    return ((hu - (level - width / 2)) / width).clamp(0.0, 1.0)


def gaussian_filter(slices: torch.Tensor, sigma: float) -> torch.Tensor:
    """Separable Gaussian of standard deviation `sigma` pixels, (n, rows, columns); edges are
    continued by their last value. Sigma 0 returns the input."""
    if sigma <= 0:
        return slices
    radius = max(1, round(3 * sigma))
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (offsets / sigma) ** 2)
    kernel = kernel / kernel.sum()
    # Sums of shifted slices: a one-channel convolution is several times slower on the CPU.
    for axis in (1, 2):
        n = slices.shape[axis]
        pad = (0, 0, radius, radius) if axis == 1 else (radius, radius, 0, 0)
        padded = functional.pad(slices[:, None], pad, mode="replicate")[:, 0]
        slices = sum(w * padded.narrow(axis, i, n) for i, w in enumerate(kernel.tolist()))
    return slices
