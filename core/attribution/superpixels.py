"""Cut a slice into small regions of even density, to be hidden one by one."""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage
from skimage.segmentation import slic

#: Weight of nearness against likeness in SLIC; the intensities are 0..1.
COMPACTNESS = 0.1
#: The channel with the narrow window, in which liver and lesion differ most.
_NARROW = 1


def superpixels(tensors: torch.Tensor, regions: int) -> torch.Tensor:
    """SLIC (Achanta et al., IEEE TPAMI 34, 2012; scikit-image) on the network's grid.

    The body is cut into about `regions` pieces; what lies outside it is one more, with the number
    0 if there is any. The body is what shows in the first channel (HU above the low end of the
    broad range), its holes filled; a slice without any is cut as a whole.

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
    """Each region's value shared evenly among its pixels, so that the pixels sum to the regions.

    Args:
        values: (s, s), the region's value at each of its pixels.
        regions: (s, s) int64 from `superpixels`.
    """
    return values / torch.bincount(regions.flatten())[regions]
