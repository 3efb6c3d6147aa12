"""The inner part of a lesion, free of the rim that its surroundings blur into."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

#: Taken off the rim on each slice, mm: slightly more than the blur of a soft-tissue kernel.
RIM_MM = 2.0
#: A core of fewer voxels is none.
CORE_VOXELS = 20


def core_region(voxels: np.ndarray, spacing_mm: tuple[float, float, float]) -> np.ndarray | None:
    """(z, y, x) bool: the voxels at least `RIM_MM` from the border on their slice.

    The first and the last slice of a lesion on three or more are left out too: there a slice
    holds liver as well. None where fewer than `CORE_VOXELS` are left.

    Args:
        voxels: bool; all around them counts as outside.
    """
    inner = np.zeros_like(voxels)
    planes = np.flatnonzero(voxels.any(axis=(1, 2)))
    for index in planes[1:-1] if len(planes) >= 3 else planes:
        padded = np.pad(voxels[index], 1)
        depth = ndimage.distance_transform_edt(padded, sampling=spacing_mm[1:])[1:-1, 1:-1]
        # From pixel centre to the nearest centre outside; the border lies half a pixel before it.
        inner[index] = depth - 0.5 * min(spacing_mm[1:]) >= RIM_MM
    return inner if np.count_nonzero(inner) >= CORE_VOXELS else None
