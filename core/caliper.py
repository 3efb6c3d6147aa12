"""Long and short axis of a region on one slice, as a reader would measure them by caliper."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist, squareform

#: A pixel is measured between the midpoints of its four sides, where the half-level contour of a
#: binary mask runs. A row of n pixels is thus n pixels long (pixel centres alone would give n - 1),
#: and a diagonal of pixels is not stretched to its outer corners.
_SIDE_MIDDLES = np.array([(-0.5, 0.0), (0.5, 0.0), (0.0, -0.5), (0.0, 0.5)])


def axial_diameters_mm(region: np.ndarray, spacing_mm: tuple[float, float]) -> tuple[float, float]:
    """Longest diameter of a region, and its width perpendicular to that diameter.

    The longest diameter is the greatest distance between two points of the contour (RECIST 1.1,
    Eisenhauer 2009). The short axis is the extent of the region across that line; in a region
    that is not convex, it is at least as long as the longest perpendicular chord.

    Args:
        region: (rows, columns) bool, at least one pixel set.
        spacing_mm: (row, column) distance between pixel centres.

    Returns:
        (long, short) in mm.
    """
    contour = region & ~_interior(region)
    centres = np.argwhere(contour)
    points = (centres[:, None, :] + _SIDE_MIDDLES).reshape(-1, 2) * np.asarray(spacing_mm)
    hull = points[ConvexHull(points).vertices]
    distances = squareform(pdist(hull))
    a, b = np.unravel_index(distances.argmax(), distances.shape)
    along = (hull[b] - hull[a]) / distances[a, b]
    across = hull @ np.array([-along[1], along[0]])
    return float(distances[a, b]), float(across.max() - across.min())


def _interior(region: np.ndarray) -> np.ndarray:
    """Pixels whose four neighbours are in the region too: no point of the hull can lie there."""
    padded = np.pad(region, 1)
    return padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
