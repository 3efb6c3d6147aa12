"""How far apart two outlines lie: surface distances in mm."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

_FACES = ndimage.generate_binary_structure(3, 1)


def surface_distances_mm(
    a: np.ndarray, b: np.ndarray, spacing_mm: tuple[float, float, float]
) -> np.ndarray | None:
    """From every surface voxel of each of two bodies the way to the other's surface, mm.

    A surface voxel has a face that meets the outside (the volume's border counts as outside). The
    mean of these distances is the average symmetric surface distance, their 95th percentile the
    robust Hausdorff distance (Heimann et al. 2009, "Comparison and evaluation of methods for
    liver segmentation from CT datasets", IEEE TMI).

    Args:
        a, b: (z, y, x) bool.
        spacing_mm: (z, y, x); with uneven slices the usual distance stands for all.

    Returns:
        (n,) float64, those of `a` first; None where one of the two is empty.
    """
    if not a.any() or not b.any():
        return None
    box = _box(a, b)
    one, other = _surface(a[box]), _surface(b[box])
    return np.concatenate(
        [
            ndimage.distance_transform_edt(~theirs, sampling=spacing_mm)[mine]
            for mine, theirs in ((one, other), (other, one))
        ]
    )


def _surface(body: np.ndarray) -> np.ndarray:
    return body & ~ndimage.binary_erosion(body, _FACES)


def _box(a: np.ndarray, b: np.ndarray) -> tuple[slice, ...]:
    """The smallest box that holds both: all that is outside of it is outside of both."""
    hits = [
        np.flatnonzero(a.any(axis=axes) | b.any(axis=axes)) for axes in ((1, 2), (0, 2), (0, 1))
    ]
    return tuple(slice(int(one[0]), int(one[-1]) + 1) for one in hits)
