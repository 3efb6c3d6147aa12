"""Implicit shapes: distances in mm, negative inside. Arrays x, y, z broadcast together."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

#: Coordinates, semi-axes, or a point of a path with its radius, mm.
Point = Sequence[float] | np.ndarray


def smooth_min(a: np.ndarray, b: np.ndarray, radius: float) -> np.ndarray:
    """Union of two distances whose seam is rounded over about `radius` mm (Quilez, 2013)."""
    h = np.maximum(radius - np.abs(a - b), 0) / radius
    return np.minimum(a, b) - h * h * (radius / 4)


def smooth_max(a: np.ndarray, b: np.ndarray, radius: float) -> np.ndarray:
    """Intersection of two distances, rounded over about `radius` mm."""
    return -smooth_min(-a, -b, radius)


def smooth_step(value: ArrayLike, low: float, high: float) -> np.ndarray:
    """0 below `low`, 1 above `high`, cubic between."""
    t = np.clip((np.asarray(value, dtype=np.float32) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def ellipsoid(
    x: np.ndarray,
    y: np.ndarray,
    z: np.ndarray | float,
    centre: Point,
    semi_axes: Point,
    *,
    turn_deg: float = 0.0,
) -> np.ndarray:
    """Approximate distance to an ellipsoid turned by `turn_deg` about the z axis."""
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    dx, dy = x - centre[0], y - centre[1]
    u, v, w = c * dx + s * dy, c * dy - s * dx, z - centre[2]
    a, b, h = semi_axes
    k0 = np.sqrt((u / a) ** 2 + (v / b) ** 2 + (w / h) ** 2)
    k1 = np.sqrt((u / a**2) ** 2 + (v / b**2) ** 2 + (w / h**2) ** 2)
    # First-order distance k0 (k0 - 1) / |grad k0|: exact on the surface, finite at the centre.
    return k0 * (k0 - 1) / np.maximum(k1, 1e-3)


def superellipse(
    x: np.ndarray, y: np.ndarray, centre: Point, semi_axes: Point, exponent: float
) -> np.ndarray:
    """Approximate distance to an axis-aligned superellipse in the plane."""
    a, b = float(semi_axes[0]), float(semi_axes[1])
    u = np.maximum(np.abs(x - float(centre[0])) / a, 1e-4)
    v = np.maximum(np.abs(y - float(centre[1])) / b, 1e-4)
    un, vn = u**exponent, v**exponent
    k = (un + vn) ** (1 / exponent)
    # First order, as for the ellipsoid: k - 1 over the length of its gradient.
    slope = k / (un + vn) * np.hypot(un / (u * a), vn / (v * b))
    return (k - 1) / np.maximum(slope, 0.5 / max(a, b))


def round_cone(
    x: np.ndarray,
    y: np.ndarray,
    z: np.ndarray | float,
    start: Point,
    end: Point,
    *,
    squash_y: float = 1.0,
) -> np.ndarray:
    """Distance to a tube from `start` to `end`, each (x, y, z, radius); ends are rounded.

    `squash_y` above 1 flattens the tube's section along y.
    """
    # Plain floats: a float64 scalar would turn float32 arrays into float64 ones.
    ax, ay, az, ar = (float(a) for a in start[:4])
    ux, uy, uz = float(end[0]) - ax, float(end[1]) - ay, float(end[2]) - az
    length2 = max(ux * ux + uy * uy + uz * uz, 1e-6)
    px, py, pz = x - ax, y - ay, z - az
    t = px * (ux / length2) + py * (uy / length2) + pz * (uz / length2)
    t = np.minimum(np.maximum(t, 0), 1)
    px = px - t * ux
    py = (py - t * uy) * squash_y
    pz = pz - t * uz
    return np.sqrt(px * px + py * py + pz * pz) - (ar + t * (float(end[3]) - ar))


def smooth_path(points: ArrayLike, per_segment: int = 4) -> np.ndarray:
    """(n, k) float: a Catmull-Rom curve through the rows of `points` (x, y, z, radius, ...)."""
    points = np.asarray(points, dtype=float)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, per_segment, endpoint=False)[:, None]
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5
            * (
                2 * p1
                + (p2 - p0) * t
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
                + (3 * p1 - p0 - 3 * p2 + p3) * t**3
            )
        )
    return np.vstack([*pieces, points[-1:]])
