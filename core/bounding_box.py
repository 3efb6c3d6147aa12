"""The smallest box around what is marked: a mask fills only a fraction of its CT."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

Box = tuple[slice, slice, slice]
Box2D = tuple[slice, slice]


def bounding_box(mask: np.ndarray, *, lowest: int = 1, margin: int = 0) -> Box | None:
    """The smallest box around the voxels whose code is at least `lowest`; None if there are none.

    Args:
        mask: (z, y, x) codes of `core.labels`.
        margin: extra voxels on each side, as far as the volume reaches.
    """
    # Slice by slice, so that no second volume is allocated.
    flat = np.zeros(mask.shape[1:], bool)
    planes = np.zeros(len(mask), bool)
    for index, plane in enumerate(mask):
        inside = plane >= lowest
        planes[index] = inside.any()
        if planes[index]:
            flat |= inside
    if not planes.any():
        return None

    def extent(marked: ArrayLike) -> slice:
        indices = np.flatnonzero(marked)
        return slice(max(0, int(indices[0]) - margin), int(indices[-1]) + 1 + margin)

    return extent(planes), extent(flat.any(axis=1)), extent(flat.any(axis=0))
