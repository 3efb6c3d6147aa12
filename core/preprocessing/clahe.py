"""CLAHE: contrast brought out tile by tile, without blowing up the noise of flat tiles."""

from __future__ import annotations

import numpy as np
import torch


def clahe(slices: torch.Tensor, clip_limit: float, tiles: int) -> torch.Tensor:
    """Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994) by
    scikit-image, each slice by itself.

    The equalised slice is put back between the slice's own lowest and highest value: scikit-image
    stretches to 0..1, which would make a slice of air alone, or one without bone, jump in
    brightness. A flat slice stays as it is.

    Args:
        slices: (n, rows, columns) float32 in 0..1.
        clip_limit: largest share of a tile's pixels in one of 256 grey levels, above 0 to 1; what
            is beyond is spread over all levels.
        tiles: along each side; each is equalised by its own histogram, with linear transitions.

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
