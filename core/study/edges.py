"""How well two aligned series fit: how far the liver's edge of one lies from that of the other.

At places on the liver's surface, the HU along the normal are compared: the shift at which the
profile of one series looks most like that of the other is how far off the alignment is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.bounding_box import bounding_box
from core.labels import BACKGROUND_CODE
from core.series import Series
from core.study.places import moved, places_of, values_at

#: Places looked at, at most.
MOST_PLACES = 1500
#: Along the normal: half the length of a profile, the largest shift tried, and the step, mm.
HALF_MM, FARTHEST_MM, STEP_MM = 8.0, 15.0, 0.5
#: A profile counts where HU change by this much along it, ...
LEAST_CONTRAST_HU = 40.0
#: ... and is found again where it correlates so well.
LEAST_CORRELATION = 0.7
#: Smoothing of the mask before its normals are taken, mm.
SMOOTH_MM = 3.0


@dataclass(frozen=True)
class EdgeShift:
    """Of the places with an edge."""

    #: Median distance, mm; None where no edge was found again.
    median_mm: float | None
    #: 90th percentile, mm.
    p90_mm: float | None
    #: Share of the places at which the edge was found again.
    share: float
    n_places: int


def edge_shift(reference: Series, mask: np.ndarray, other: Series, matrix: np.ndarray) -> EdgeShift:
    """Measure it.

    Args:
        mask: (z, y, x) codes of `core.labels` on the reference.
        matrix: (4, 4) LPS mm of the reference -> LPS mm of `other`.
    """
    places, normals = _surface(reference, mask != BACKGROUND_CODE)
    reach = np.arange(-HALF_MM - FARTHEST_MM, HALF_MM + FARTHEST_MM + STEP_MM / 2, STEP_MM)
    n_half, n_far = round(HALF_MM / STEP_MM), round(FARTHEST_MM / STEP_MM)
    short = reach[n_far : n_far + 2 * n_half + 1]
    here = _profiles(reference, places, normals, short, np.eye(4))
    there = _profiles(other, places, normals, reach, matrix)
    usable = np.isfinite(here).all(axis=1) & np.isfinite(there).all(axis=1)
    here, there = here[usable], there[usable]
    edged = np.ptp(here, axis=1) >= LEAST_CONTRAST_HU if len(here) else np.zeros(0, bool)
    here, there = here[edged], there[edged]
    if not len(here):
        return EdgeShift(None, None, 0.0, 0)
    width = here.shape[1]
    scores = np.stack(
        [_correlation(here, there[:, k : k + width]) for k in range(2 * n_far + 1)], axis=1
    )
    best = scores.argmax(axis=1)
    found = scores.max(axis=1) >= LEAST_CORRELATION
    shifts = np.abs(best[found] - n_far) * STEP_MM
    if not len(shifts):
        return EdgeShift(None, None, 0.0, len(here))
    return EdgeShift(
        float(np.median(shifts)),
        float(np.percentile(shifts, 90)),
        float(found.mean()),
        len(here),
    )


def _surface(series: Series, liver: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places (n, 3) LPS mm on the surface, and the unit normals (n, 3) that point outwards. The
    first and the last slice are no surface."""
    box = bounding_box(liver.view(np.uint8), margin=3)
    if box is None:
        return np.zeros((0, 3)), np.zeros((0, 3))
    inside = liver[box]
    boundary = inside & ~ndimage.binary_erosion(inside, border_value=1)
    ends = np.arange(liver.shape[0])[box[0]]
    boundary[(ends == 0) | (ends == liver.shape[0] - 1)] = False
    voxels = np.argwhere(boundary)
    voxels = voxels[:: max(1, len(voxels) // MOST_PLACES)]
    sigma = [SMOOTH_MM / step for step in series.spacing_mm]
    smooth = ndimage.gaussian_filter(inside.astype(np.float32), sigma)
    slopes = np.stack(
        [
            (np.gradient(smooth, axis=axis) if size > 1 else np.zeros_like(smooth))[tuple(voxels.T)]
            / series.spacing_mm[axis]
            for axis, size in enumerate(smooth.shape)
        ],
        axis=1,
    )
    voxels = voxels + [s.start for s in box]
    outward = -(
        slopes[:, :1] * series.normal
        + slopes[:, 1:2] * np.asarray(series.column_direction)
        + slopes[:, 2:] * np.asarray(series.row_direction)
    )
    length = np.linalg.norm(outward, axis=1)
    steep = length > 0
    return places_of(series, voxels[steep]), outward[steep] / length[steep, None]


def _profiles(
    series: Series, places: np.ndarray, normals: np.ndarray, reach: np.ndarray, matrix: np.ndarray
) -> np.ndarray:
    """(n, len(reach)) HU along the normals; NaN outside the series."""
    points = places[:, None] + reach[:, None] * normals[:, None]
    values = values_at(series, moved(points.reshape(-1, 3), matrix))
    # Lung and bone would outweigh everything else.
    return np.clip(values.reshape(points.shape[:2]), -150.0, 300.0)


def _correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n,) Pearson's, of each row; -1 where a row is flat."""
    a = one - one.mean(axis=1, keepdims=True)
    b = other - other.mean(axis=1, keepdims=True)
    norm = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.divide((a * b).sum(axis=1), norm, out=np.full(len(a), -1.0), where=norm > 1e-6)
