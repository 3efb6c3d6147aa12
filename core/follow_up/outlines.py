"""Fit one liver's outline to another's: a rigid movement that lays surface on surface.

Points of each surface are moved until they lie near the other one, whose distance field tells how
far they still are: least squares over three angles and a shift, with a robust loss so
that a lobe outlined on one scan only does not pull the rest along (A. Fitzgibbon, "Robust
registration of 2D and 3D point sets", Image and Vision Computing 2003;21:1145-1153).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage, optimize
from scipy.spatial.transform import Rotation

from core.follow_up.scan import LiverOutline

#: Grid of the distance field and distance of the surface points, mm: coarse against a liver, fine
#: against the distance at which lesions are matched.
STEP_MM = 4.0
#: Empty room kept around the later liver, mm; beyond it the distance counts as there.
MARGIN_MM = 60.0
#: Surface points that are enough to hold six numbers.
MOST_POINTS = 700
#: A patient on the table turns by a few degrees.
MOST_TURN_DEGREES = 20.0
#: Distance from which a point counts as an outlier, mm.
OUTLIER_MM = 6.0
#: Shifts along the body from which the fit starts, mm: livers that are cut off on one scan have
#: their middles elsewhere.
STARTS_MM = (0.0, -40.0, 40.0)


@dataclass(frozen=True, eq=False)
class OutlineFit:
    """(4, 4) LPS mm earlier -> later, and the median distance of the surfaces that is left."""

    matrix: np.ndarray
    distance_mm: float


def fit_outlines(earlier: LiverOutline, later: LiverOutline) -> OutlineFit | None:
    """The movement that lays the earlier liver on the later one; None where one has no liver."""
    if not earlier.liver.any() or not later.liver.any():
        return None
    here, there = _Surface(earlier), _Surface(later)
    pivot = here.points.mean(axis=0)
    start = there.points.mean(axis=0) - pivot

    def distances(six: np.ndarray) -> np.ndarray:
        """Of each surface's points to the other surface: one way alone could hide a part."""
        turn = Rotation.from_rotvec(six[:3])
        forth = turn.apply(here.points - pivot) + pivot + six[3:]
        back = turn.inv().apply(there.points - pivot - six[3:]) + pivot
        return np.concatenate([there.distances(forth), here.distances(back)])

    limit = np.radians(MOST_TURN_DEGREES)
    settings = {
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
    # Near the answer a loss that all but ignores outliers can do no harm.
    best = optimize.least_squares(distances, rough.x, loss="cauchy", **settings)
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_rotvec(best.x[:3]).as_matrix()
    matrix[:3, 3] = pivot + best.x[3:] - matrix[:3, :3] @ pivot
    left = np.abs(distances(best.x))
    return OutlineFit(matrix, float(np.median(left[left > 0])) if left.any() else 0.0)


class _Surface:
    """Points on a liver's surface, and how far any other point lies from it."""

    def __init__(self, outline: LiverOutline) -> None:
        self.points = _surface_points(outline)
        self._field, self._origin = _distance_field(outline)
        self._to_voxel = np.linalg.inv(outline.affine_lps)
        self._last = outline.liver.shape[0] - 1
        #: Whether the liver goes on below the first slice, above the last one.
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
    """(n, 3) LPS mm, evenly thinned. The ends of the series are no surface."""
    liver = outline.liver
    inside = ndimage.binary_erosion(np.pad(liver, ((0, 0), (1, 1), (1, 1))), border_value=1)
    voxels = np.argwhere(liver & ~inside[:, 1:-1, 1:-1])
    voxels = voxels[:: max(1, len(voxels) // MOST_POINTS)]
    return _to_lps(voxels, outline.affine_lps)


def _to_lps(voxels: np.ndarray, affine: np.ndarray) -> np.ndarray:
    """(n, 3) indices (z, y, x) -> LPS mm."""
    return voxels[:, ::-1] @ affine[:3, :3].T + affine[:3, 3]


def _distance_field(outline: LiverOutline) -> tuple[np.ndarray, np.ndarray]:
    """(x, y, z) mm to the surface on an LPS grid of `STEP_MM`, and its first point.

    A liver that the end of the series cuts goes on beyond it as its last slice: so a cut is no
    surface, and the other scan's whole liver may reach past it.
    """
    liver, affine = outline.liver, outline.affine_lps
    corners = _to_lps(np.argwhere(liver), affine)
    low, high = corners.min(axis=0) - MARGIN_MM, corners.max(axis=0) + MARGIN_MM
    axes = [np.arange(a, b + STEP_MM, STEP_MM) for a, b in zip(low, high, strict=True)]
    shape = tuple(map(len, axes))
    # Grid index (x, y, z) -> LPS -> voxel index (z, y, x) of the outline.
    back = np.linalg.inv(affine)
    linear, shift = back[:3, :3][::-1] * STEP_MM, (back[:3, :3] @ low + back[:3, 3])[::-1]
    # Beyond the sides there is air; beyond the ends, what was on the last slice.
    padded = np.pad(liver.astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    grid = ndimage.affine_transform(
        padded, linear, shift + np.array([0, 1, 1]), output_shape=shape, order=1, mode="nearest"
    )
    inside = grid > 0.5
    outer = ndimage.distance_transform_edt(~inside, sampling=STEP_MM)
    inner = ndimage.distance_transform_edt(inside, sampling=STEP_MM)
    # Half a voxel on each side, so that the surface lies between the two.
    return np.where(inside, -(inner - STEP_MM / 2), outer - STEP_MM / 2), low
