"""A small CT, outlines on it, and volumes of them."""

from __future__ import annotations

import nibabel
import numpy as np

from core.series import Series, SeriesTags

SHAPE = (5, 4, 8)
ORIGIN = (-10.0, -20.0)


def series_of(shape=SHAPE, spacing=(5.0, 0.5, 0.5), **tags) -> Series:
    """Axial LPS slices, the first at (-10, -20, 0)."""
    return Series(
        uid="",
        volume=np.zeros(shape, np.int16),
        spacing_mm=spacing,
        slice_origins_mm=np.array([[*ORIGIN, spacing[0] * z] for z in range(shape[0])]),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
        tags=SeriesTags(**tags),
    )


def codes() -> np.ndarray:
    """Liver on slices 1 and 2, a lesion of two voxels in it."""
    marked = np.zeros(SHAPE, np.uint8)
    marked[1, 2, 0:2] = marked[2, 0:3, 1:6] = 1
    marked[2, 1, 2:4] = 3
    return marked


def save_nifti(path, zyx, spacing=(5.0, 0.5, 0.5), origin=(*ORIGIN, 0.0)):
    """An LPS volume whose first voxel lies at `origin`."""
    z, y, x = spacing
    affine = np.diag([-x, -y, z, 1.0])
    affine[:3, 3] = -origin[0], -origin[1], origin[2]
    nibabel.save(nibabel.Nifti1Image(zyx.transpose(2, 1, 0), affine), path)
    return path
