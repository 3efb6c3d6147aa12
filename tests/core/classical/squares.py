"""Livers made of squares, whose candidates and features can be worked out by hand."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.classical import Candidate, LiverView

PIXEL_MM = 1.5
LIVER_HU = 100.0
SIZE = 64
#: Rows and columns of the liver on a slice.
LIVER = (slice(8, 56), slice(8, 56))


def liver_slice() -> tuple[np.ndarray, np.ndarray]:
    """HU (64, 64) of a square liver of 100 HU in fat, and its probability, 0 or 1."""
    hu, liver = np.full((SIZE, SIZE), -100.0, np.float32), np.zeros((SIZE, SIZE), np.float32)
    hu[LIVER], liver[LIVER] = LIVER_HU, 1.0
    return hu, liver


def disc(centre: tuple[float, float], radius: float, size: int = SIZE) -> np.ndarray:
    """(size, size) bool."""
    rows, columns = np.mgrid[:size, :size]
    return np.hypot(rows - centre[0], columns - centre[1]) <= radius


def plain_view(hu: np.ndarray, liver: np.ndarray | None = None) -> LiverView:
    """A view of the whole array, not denoised; all of it is liver unless `liver` is given."""
    hu = np.asarray(hu, np.float32)
    liver = np.ones(hu.shape, bool) if liver is None else liver
    padded = np.pad(liver, 1)
    return LiverView(
        box=(slice(0, hu.shape[0]), slice(0, hu.shape[1])),
        hu=hu,
        smooth=hu,
        liver=liver,
        depth_mm=ndimage.distance_transform_edt(padded)[1:-1, 1:-1] * PIXEL_MM,
        median_hu=LIVER_HU,
        spread_hu=5.0,
        pixel_mm=PIXEL_MM,
    )


def whole(region: np.ndarray) -> Candidate:
    """A candidate whose box is the whole array."""
    region = np.asarray(region, bool)
    box = (slice(0, region.shape[0]), slice(0, region.shape[1]))
    return Candidate(box, region, int(region.sum()), evidence=1.0)
