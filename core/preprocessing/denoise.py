"""Noise filtering: removes grain and should preserve edges."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional

from core.preprocessing.config import PreprocessingConfig

#: Non-local means compares squares of this side, in pixels, ...
NLM_PATCH_PIXELS = 5
#: ... no further than this many pixels apart.
NLM_REACH_PIXELS = 6
#: Strength of the averaging as a share of the noise: scikit-image's advice for its fast mode.
NLM_STRENGTH = 0.8


def denoise(slices: torch.Tensor, config: PreprocessingConfig) -> torch.Tensor:
    """`slices` (n, rows, columns) float32 HU after the noise filter that `config` names."""
    return FILTERS[config.denoise](slices, config)


def gaussian_filter(slices: torch.Tensor, sigma: float) -> torch.Tensor:
    """Separable Gaussian of standard deviation `sigma` pixels, (n, rows, columns); edges are
    extended by their last value. Sigma 0 returns the input."""
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


def median_filter(slices: torch.Tensor, side: int) -> torch.Tensor:
    """Each pixel becomes the median of the square of `side` pixels around it, (n, rows, columns);
    edges are extended by their last value."""
    filtered = ndimage.median_filter(slices.numpy(), size=(1, side, side), mode="nearest")
    return torch.from_numpy(filtered)


def non_local_means(slices: torch.Tensor, noise: float) -> torch.Tensor:
    """Non-local means (Buades, Coll & Morel, CVPR 2005) by scikit-image, each slice separately:
    a pixel becomes the mean of those near it whose surroundings look alike.

    Args:
        slices: (n, rows, columns) float32. noise: its standard deviation, in the same unit.
    """
    # Here, not above: training on the default settings needs no scikit-image.
    from skimage.restoration import denoise_nl_means

    filtered = [
        denoise_nl_means(
            one,
            patch_size=NLM_PATCH_PIXELS,
            patch_distance=NLM_REACH_PIXELS,
            h=NLM_STRENGTH * noise,
            sigma=noise,
            fast_mode=True,
            preserve_range=True,
        )
        for one in slices.numpy()
    ]
    return torch.from_numpy(np.stack(filtered).astype(np.float32))


#: Name in `PreprocessingConfig.denoise` -> filter.
FILTERS: dict[str, Callable[[torch.Tensor, PreprocessingConfig], torch.Tensor]] = {
    "none": lambda slices, config: slices,
    "gaussian": lambda slices, config: gaussian_filter(slices, config.denoise_sigma),
    "median": lambda slices, config: median_filter(slices, config.median_pixels),
    "non_local_means": lambda slices, config: non_local_means(slices, config.nlm_noise_hu),
}
