"""CLAHE: contrast enhanced tile by tile, without amplifying the noise of flat tiles."""

from __future__ import annotations

import numpy as np
import torch


def clahe(slices: torch.Tensor, clip_limit: float, tiles: int) -> torch.Tensor:
    """Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994) by
    scikit-image, each slice separately.

    The equalised slice is rescaled to the slice's own lowest and highest value: scikit-image
    stretches to 0..1, which would change the brightness of a slice of nothing but air, or of one
    without bone. A flat slice is unchanged.

    Args:
        slices: (n, rows, columns) float32 in 0..1.
        clip_limit: largest share of a tile's pixels in one of 256 grey levels, above 0 to 1; the
            excess is spread over all levels.
        tiles: along each side; each is equalised by its own histogram, with linear interpolation
            between tiles.

    Returns:
        (n, rows, columns) float32 in 0..1.
    """
    return torch.stack([_equalised(one, clip_limit, tiles) for one in slices])


def _equalised(plane: torch.Tensor, clip_limit: float, tiles: int) -> torch.Tensor:
    # Here, not above: training on the default settings needs no scikit-image.
    from skimage.exposure import equalize_adapthist

    low, high = plane.min(), plane.max()
    if low == high:
        return plane
    tile = [max(1, side // tiles) for side in plane.shape]
    unit = equalize_adapthist(plane.numpy(), kernel_size=tile, clip_limit=clip_limit)
    return torch.from_numpy(np.asarray(unit, np.float32)) * (high - low) + low
