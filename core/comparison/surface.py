"""How far apart two surfaces lie, in mm."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

_FACES = ndimage.generate_binary_structure(3, 1)


def surface_distances_mm(
    a: np.ndarray, b: np.ndarray, spacing_mm: tuple[float, float, float]
) -> np.ndarray | None:
    """The distance from each surface voxel of one body to the other body's surface, mm.

    A surface voxel has a face on the outside; the volume's border counts as outside. The mean of
    these distances is the average symmetric surface distance, their 95th percentile the robust
    Hausdorff distance (Heimann et al. 2009, "Comparison and evaluation of methods for liver
    segmentation from CT datasets", IEEE TMI).

    Args:
        a, b: (z, y, x) bool.
        spacing_mm: (z, y, x); the slices must be even (`core.even_planes`).

    Returns:
        (n,) float64, the voxels of `a` first; None if either body is empty.
    """
    if not a.any() or not b.any():
        return None
    box = _box(a, b)
    surface_a, surface_b = _surface(a[box]), _surface(b[box])
    return np.concatenate(
        [
            ndimage.distance_transform_edt(~surface_b, sampling=spacing_mm)[surface_a],
            ndimage.distance_transform_edt(~surface_a, sampling=spacing_mm)[surface_b],
        ]
    )


def _surface(body: np.ndarray) -> np.ndarray:
    return body & ~ndimage.binary_erosion(body, _FACES)


def _box(a: np.ndarray, b: np.ndarray) -> tuple[slice, ...]:
    """The smallest box that contains both bodies."""
    hits = [
        np.flatnonzero(a.any(axis=axes) | b.any(axis=axes)) for axes in ((1, 2), (0, 2), (0, 1))
    ]
    return tuple(slice(int(indices[0]), int(indices[-1]) + 1) for indices in hits)
