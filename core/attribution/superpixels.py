"""Divide a slice into small regions of similar density, to be hidden one by one."""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage
from skimage.segmentation import slic

#: Weight of spatial proximity relative to similar intensity in SLIC; intensities are in 0..1.
COMPACTNESS = 0.1
#: The channel with the narrow window, in which liver and lesions differ most.
_NARROW = 1


def superpixels(tensors: torch.Tensor, regions: int) -> torch.Tensor:
    """SLIC (Achanta et al., IEEE TPAMI 34, 2012; scikit-image) on the network's grid.

    The body is divided into about `regions` regions; everything outside it, if there is anything,
    is one more, with the number 0. The body is where the first channel is above 0 (HU above the
    low end of the broad range), with holes filled; a slice without a body is divided as a whole.

    Args:
        tensors: (1, 3, s, s) float32 in 0..1.

    Returns:
        (s, s) int64, numbered from 0 without gaps.
    """
    pixels = tensors[0].detach().numpy()
    body = ndimage.binary_fill_holes(ndimage.binary_opening(pixels[0] > 0, iterations=1))
    labels = slic(
        pixels[_NARROW],
        n_segments=regions,
        compactness=COMPACTNESS,
        mask=body if body.any() and not body.all() else None,
        start_label=1,
        channel_axis=None,
    )
    return torch.from_numpy(np.unique(labels, return_inverse=True)[1].reshape(labels.shape))


def spread(values: torch.Tensor, regions: torch.Tensor) -> torch.Tensor:
    """Divide each region's value evenly among its pixels, so that they sum to the region's value.

    Args:
        values: (s, s), at each pixel the value of its region.
        regions: (s, s) int64 from `superpixels`.
    """
    return values / torch.bincount(regions.flatten())[regions]
