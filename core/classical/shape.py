"""Shape and place of a candidate."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull
from skimage.measure import perimeter_crofton

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

#: Area in mm², distance in mm, the others without unit.
NAMES = ("area_mm2", "eccentricity", "solidity", "circularity", "edge_distance_mm")


def measure(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 5) float64 in the order of `NAMES`.

    Eccentricity (0 circle, 1 line) of the ellipse with the region's second moments; solidity: area
    over that of the convex hull; circularity: 4 pi area / perimeter² (Cox, J. Paleontology 1927),
    1 for a circle, the perimeter by Crofton's formula from four directions; distance to the edge:
    of the region's pixel that is nearest to one outside the liver.
    """
    return np.array([_measure(view, one) for one in candidates]).reshape(-1, len(NAMES))


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
    # A pixel is a square, not a point: a twelfth is its own second moment.
    moments = centred.T @ centred / len(points) + np.eye(2) / 12
    smaller, larger = np.linalg.eigvalsh(moments)
    return float(np.sqrt(1 - smaller / larger))


def _hull_area(region: np.ndarray) -> float:
    """Area of the convex hull of the pixels' corners, in pixels."""
    rows = np.flatnonzero(region.any(axis=1))
    # Each row's first and last pixel are enough.
    first = region[rows].argmax(axis=1)
    last = region.shape[1] - region[rows, ::-1].argmax(axis=1)
    corners = [(rows + down, side) for down in (0, 1) for side in (first, last)]
    # Of two dimensions, the "volume" is the area.
    return ConvexHull(np.concatenate([np.stack(one, axis=1) for one in corners])).volume
