"""The outline of a lesion on the slice where its diameters were measured."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.caliper import axial_diameters_mm
from core.contours import contours

#: From the centre of the first pixel at (0, 0) to DICOM's image-relative coordinates, where (0, 0)
#: is its outer corner (PS3.3 C.18.6.1.1).
_TO_CORNER = 0.5


def key_outline(region: np.ndarray, spacing_mm: tuple[float, float]) -> np.ndarray:
    """(points, 2) of (column, row), image-relative: the centre of the first pixel is (0.5, 0.5).
    The line is closed: the last point is the first. Of several islands that with the longest
    diameter.

    Args:
        region: (rows, columns) bool, at least one pixel set.
        spacing_mm: (row, column) distance between pixel centres.
    """
    islands, count = ndimage.label(region)
    longest = max(
        range(1, count + 1), key=lambda n: axial_diameters_mm(islands == n, spacing_mm)[0]
    )
    # Those round holes are shorter.
    line = max(contours(islands == longest), key=lambda one: float(np.ptp(one, axis=0).max()))
    return line[:, ::-1] + _TO_CORNER
