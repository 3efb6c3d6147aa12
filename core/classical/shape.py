"""Shape features of a candidate, and how deep in the liver it lies."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull
from skimage.measure import perimeter_crofton

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

#: Area in mm², distance in mm; the others have no unit.
NAMES = ("area_mm2", "eccentricity", "solidity", "circularity", "edge_distance_mm")


def measure(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 5) float64 in the order of `NAMES`.

    - eccentricity: of the ellipse with the region's second moments, 0 for a circle, 1 for a line;
    - solidity: area over the convex hull's area;
    - circularity: 4 pi area / perimeter² (Cox, J. Paleontology 1927), 1 for a circle; the
      perimeter by Crofton's formula with four directions;
    - edge_distance_mm: smallest distance from a pixel of the region to one outside the liver.
    """
    rows = [_measure(view, candidate) for candidate in candidates]
    return np.array(rows).reshape(-1, len(NAMES))


def _measure(view: LiverView, candidate: Candidate) -> tuple[float, ...]:
    region = candidate.region
    points = np.argwhere(region)
    return (
        len(points) * view.pixel_mm**2,
        _eccentricity(points),
        len(points) / _hull_area(region),
        4 * np.pi * len(points) / perimeter_crofton(region) ** 2,
        view.depth_mm[candidate.box][region].min(),
    )


def _eccentricity(points: np.ndarray) -> float:
    centred = points - points.mean(axis=0)
    # A pixel is a unit square, not a point: its own second moment is 1/12.
    moments = centred.T @ centred / len(points) + np.eye(2) / 12
    smaller, larger = np.linalg.eigvalsh(moments)
    return float(np.sqrt(1 - smaller / larger))


def _hull_area(region: np.ndarray) -> float:
    """Area of the convex hull of the pixels' corners, in pixels."""
    rows = np.flatnonzero(region.any(axis=1))
    # Each row's first and last pixels are enough.
    first = region[rows].argmax(axis=1)
    last = region.shape[1] - region[rows, ::-1].argmax(axis=1)
    corners = [np.stack((rows + down, side), axis=1) for down in (0, 1) for side in (first, last)]
    # In two dimensions SciPy's "volume" is the area.
    return ConvexHull(np.concatenate(corners)).volume
