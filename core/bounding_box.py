"""The part of a volume that holds something: a mask fills a fraction of its CT."""

from __future__ import annotations

import numpy as np

Box = tuple[slice, slice, slice]


def bounding_box(mask: np.ndarray, *, lowest: int = 1, margin: int = 0) -> Box | None:
    """The smallest box around the voxels whose code is at least `lowest`; None without any.

    Args:
        mask: (z, y, x) codes of `core.labels`.
        margin: voxels more on each side, where the volume allows.
    """
    # Slice by slice, so that no second volume is made.
    flat = np.zeros(mask.shape[1:], bool)
    planes = np.zeros(len(mask), bool)
    for index, plane in enumerate(mask):
        inside = plane >= lowest
        planes[index] = inside.any()
        if planes[index]:
            flat |= inside
    if not planes.any():
        return None
    hits = [np.flatnonzero(one) for one in (planes, flat.any(axis=1), flat.any(axis=0))]
    return tuple(slice(max(0, int(one[0]) - margin), int(one[-1]) + 1 + margin) for one in hits)
