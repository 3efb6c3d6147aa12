"""How a scanner might have taken the same slice: lung kernel, thick slice, streaks."""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional

#: Share of samples with each change.
LUNG_KERNEL_SHARE, THICK_SHARE, STREAK_SHARE = 0.12, 0.12, 0.08


def change_acquisition(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sometimes one or more of `lung_kernel`, `thick_slice` and `streaks`.

    Args:
        image: (rows, columns) float32, HU clipped to 0..255.
    """
    if rng.random() < THICK_SHARE:
        image = thick_slice(image, rng)
    if rng.random() < LUNG_KERNEL_SHARE:
        image = lung_kernel(image, rng)
    if rng.random() < STREAK_SHARE:
        image = streaks(image, rng)
    return np.clip(image, 0, 255).astype(np.float32)


def lung_kernel(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Edges overshoot, and the noise is coarse in HU and fine in grain."""
    sharp = image + rng.uniform(0.6, 2.0) * (image - ndimage.gaussian_filter(image, 0.8))
    grain = rng.standard_normal(image.shape, dtype=np.float32)
    # A sharp kernel holds little noise of low frequency.
    grain = grain - ndimage.gaussian_filter(grain, 1.5)
    return sharp + rng.uniform(10, 38) * grain * _tissue(image)


def thick_slice(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The mean of slices that taper: everything a few per cent smaller or larger, so that edges
    blur outwards from the middle, as at the dome and the lower edge of the liver."""
    copies = torch.from_numpy(np.ascontiguousarray(image))[None, None]
    total = torch.zeros_like(copies)
    taper = rng.uniform(0.015, 0.05)
    shift = rng.normal(0, 0.01, 2)
    for place in (-1.0, 0.0, 1.0):
        scale = 1 + place * taper
        matrix = torch.tensor(
            [[scale, 0, place * shift[0]], [0, scale, place * shift[1]]], dtype=torch.float32
        )
        grid = functional.affine_grid(matrix[None], list(copies.shape), align_corners=False)
        total += functional.grid_sample(
            copies, grid, mode="bilinear", padding_mode="border", align_corners=False
        )
    return (total / 3)[0, 0].numpy()


def streaks(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bands across the body, as arms beside it cast them."""
    bands = ndimage.gaussian_filter(
        rng.standard_normal(image.shape), (rng.uniform(0.6, 2.0), rng.uniform(15, 40))
    )
    bands = ndimage.rotate(bands, rng.uniform(-12, 12), reshape=False, mode="wrap", order=1)
    bands *= rng.uniform(4, 16) / max(float(bands.std()), 1e-6)
    return image + bands.astype(np.float32) * _tissue(image)


def _tissue(image: np.ndarray) -> np.ndarray:
    """0 in air and fat, which are clipped to 0 HU in the data, 1 in tissue."""
    return np.clip(ndimage.uniform_filter(image, 5) / 20.0, 0, 1)
