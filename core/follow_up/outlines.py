"""Fit one liver's outline to another's by a rigid transform.

The points of each surface are moved towards the other surface, whose distance field gives the
remaining distances: least squares over three rotation angles and a shift, with a robust loss so
that a lobe outlined on one scan only does not pull the rest along (A. Fitzgibbon, "Robust
registration of 2D and 3D point sets", Image and Vision Computing 2003;21:1145-1153).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage, optimize
from scipy.spatial.transform import Rotation

from core.follow_up.scan import LiverOutline

#: Grid of the distance field, mm: coarse compared with a liver, fine compared with the distance
#: within which lesions are matched.
STEP_MM = 4.0
#: Margin around the liver in the distance field, mm; beyond it the distance at its edge is used.
MARGIN_MM = 60.0
#: Surface points; enough to determine six parameters.
MAX_POINTS = 700
#: A patient on the table rotates by a few degrees only.
MAX_ROTATION_DEGREES = 20.0
#: Distance from which a point counts as an outlier, mm.
OUTLIER_MM = 6.0
#: Starting shifts along the body, mm: the centre of a liver that is cut off on one scan lies
#: elsewhere.
STARTS_MM = (0.0, -40.0, 40.0)


@dataclass(frozen=True, eq=False)
class OutlineFit:
    """How to move the earlier liver onto the later one."""

    #: (4, 4): LPS mm of the earlier scan -> LPS mm of the later one.
    matrix: np.ndarray
    #: Median distance between the surfaces after the fit.
    distance_mm: float


def fit_outlines(earlier: LiverOutline, later: LiverOutline) -> OutlineFit | None:
    """The rigid transform from the earlier liver to the later one; None where one has no liver."""
    if not earlier.liver.any() or not later.liver.any():
        return None
    here, there = _Surface(earlier), _Surface(later)
    pivot = here.points.mean(axis=0)
    start = there.points.mean(axis=0) - pivot

    def distances(six: np.ndarray) -> np.ndarray:
        """From each surface's points to the other surface: one direction could miss a part."""
        rotation = Rotation.from_rotvec(six[:3])
        forth = rotation.apply(here.points - pivot) + pivot + six[3:]
        back = rotation.inv().apply(there.points - pivot - six[3:]) + pivot
        return np.concatenate([there.distances(forth), here.distances(back)])

    limit = np.radians(MAX_ROTATION_DEGREES)
    settings: dict[str, Any] = {
        "bounds": ([-limit] * 3 + [-np.inf] * 3, [limit] * 3 + [np.inf] * 3),
        "x_scale": [0.05] * 3 + [5.0] * 3,
        "f_scale": OUTLIER_MM,
        "max_nfev": 60,
    }
    fits = [
        optimize.least_squares(
            distances,
            [0.0, 0.0, 0.0, *(start + np.array([0.0, 0.0, up]))],
            loss="soft_l1",
            **settings,
        )
        for up in (STARTS_MM if here.is_cut or there.is_cut else STARTS_MM[:1])
    ]
    rough = min(fits, key=lambda fit: fit.cost)
    # Near the solution, a loss that almost ignores outliers is safe.
    best = optimize.least_squares(distances, rough.x, loss="cauchy", **settings)
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_rotvec(best.x[:3]).as_matrix()
    matrix[:3, 3] = pivot + best.x[3:] - matrix[:3, :3] @ pivot
    remaining = np.abs(distances(best.x))
    return OutlineFit(
        matrix, float(np.median(remaining[remaining > 0])) if remaining.any() else 0.0
    )


class _Surface:
    """Points on a liver's surface, and the distance of any other point from it."""

    def __init__(self, outline: LiverOutline) -> None:
        self.points = _surface_points(outline)
        self._field, self._origin = _distance_field(outline)
        self._to_voxel = np.linalg.inv(outline.affine_lps)
        self._last = outline.liver.shape[0] - 1
        #: Whether the liver extends below the first slice, and above the last one.
        self._open = bool(outline.liver[0].any()), bool(outline.liver[-1].any())

    @property
    def is_cut(self) -> bool:
        return any(self._open)

    def distances(self, points: np.ndarray) -> np.ndarray:
        """(n,) mm, negative inside; 0 where the series ends before the liver does."""
        places = ((points - self._origin) / STEP_MM).T
        distance = ndimage.map_coordinates(self._field, places, order=1, mode="nearest")
        slices = points @ self._to_voxel[2, :3] + self._to_voxel[2, 3]
        below, above = self._open
        unseen = (below & (slices < 0)) | (above & (slices > self._last))
        return np.where(unseen, 0.0, distance)


def _surface_points(outline: LiverOutline) -> np.ndarray:
    """(n, 3) LPS mm, evenly thinned out. The ends of the series are not part of the surface."""
    liver = outline.liver
    inside = ndimage.binary_erosion(np.pad(liver, ((0, 0), (1, 1), (1, 1))), border_value=1)
    voxels = np.argwhere(liver & ~inside[:, 1:-1, 1:-1])
    voxels = voxels[:: max(1, len(voxels) // MAX_POINTS)]
    return _to_lps(voxels, outline.affine_lps)


def _to_lps(voxels: np.ndarray, affine: np.ndarray) -> np.ndarray:
    """(n, 3) indices (z, y, x) -> LPS mm."""
    return voxels[:, ::-1] @ affine[:3, :3].T + affine[:3, 3]


def _distance_field(outline: LiverOutline) -> tuple[np.ndarray, np.ndarray]:
    """(x, y, z) mm to the surface on an LPS grid of `STEP_MM`, and the grid's first point.

    A liver that is cut off at an end of the series is continued beyond it by its last slice. So
    the cut is not a surface, and the whole liver of the other scan may extend past it.
    """
    liver, affine = outline.liver, outline.affine_lps
    corners = _to_lps(np.argwhere(liver), affine)
    low, high = corners.min(axis=0) - MARGIN_MM, corners.max(axis=0) + MARGIN_MM
    axes = [np.arange(a, b + STEP_MM, STEP_MM) for a, b in zip(low, high, strict=True)]
    shape = tuple(map(len, axes))
    # Grid index (x, y, z) -> LPS -> voxel index (z, y, x) of the outline.
    back = np.linalg.inv(affine)
    linear, shift = back[:3, :3][::-1] * STEP_MM, (back[:3, :3] @ low + back[:3, 3])[::-1]
    # Beyond the sides there is air; beyond the ends, the last slice again.
    padded = np.pad(liver.astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    grid = ndimage.affine_transform(
        padded, linear, shift + np.array([0, 1, 1]), output_shape=shape, order=1, mode="nearest"
    )
    inside = grid > 0.5
    outer = ndimage.distance_transform_edt(~inside, sampling=STEP_MM)
    inner = ndimage.distance_transform_edt(inside, sampling=STEP_MM)
    # Half a voxel on each side: the surface lies between the two.
    return np.where(inside, -(inner - STEP_MM / 2), outer - STEP_MM / 2), low
