"""How sharply a lesion ends: the HU profile across its margin, fitted by a sigmoid.

After Xu et al., "Quantifying the margin sharpness of lesions on radiological images for
content-based image retrieval", Medical Physics 2012;39:5405-5418 (doi:10.1118/1.4739507): along
lines at a right angle to the contour HU are fitted by

    HU(d) = a + b / (1 + exp(-(d - d0) / w))        d in mm, outwards from the contour

so that |b| is the contrast, |b| / 4w the steepest slope, and 2 ln(9) w the way from 10 to 90 % of
the change. Departures: lines are averaged over arcs of some millimetres before the fit, since one
line of a noisy CT can't hold it; d0 is free, so that a contour a few millimetres off costs no
sharpness; and the fit is the best of a grid of (d0, w), a and b following by linear least squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.labels import LIVER_CODE

SHARP, ILL_DEFINED, NOT_ASSESSABLE = "sharp", "ill-defined", "not assessable"

#: A margin up to this wide, 10 to 90 %, is called sharp, mm. No paper gives a limit; how this one
#: separates known margins stands in `docs/measurements.md`.
SHARP_MM = 3.5
#: Lines reach this far out and, in large lesions, in, mm.
REACH_MM = 7.0
#: A lesion whose inscribed circle is smaller than this has no inside to compare with, mm.
LEAST_DEPTH_MM = 3.0
STEP_MM = 0.5
#: Lines are averaged over this length of contour, mm.
ARC_MM = 12.0
#: Slices with at least this share of the largest area: nearer the poles the surface is oblique,
#: and a thick slice blurs it.
AREA_SHARE = 0.7
#: An arc counts if its contrast reaches this, HU, and the fit explains this share of its variance.
LEAST_CONTRAST_HU, LEAST_FIT = 12.0, 0.6
#: Arcs needed.
LEAST_ARCS = 3
#: Contour smoothing for the direction of the lines (Gaussian), mm.
_NORMAL_MM = 2.0
_SHIFTS_MM = np.arange(-4.0, 4.01, 0.5)
_WIDTHS_MM = np.array([0.8, 1.2, 1.6, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0])
#: From the scale w of the sigmoid to the way from 10 to 90 %.
_TEN_TO_NINETY = 2 * np.log(9.0)


@dataclass(frozen=True)
class Margin:
    """None where not assessable: too small, too faint, or too little of it against liver."""

    hu_per_mm: float | None
    width_mm: float | None
    #: `SHARP`, `ILL_DEFINED` or `NOT_ASSESSABLE`.
    word: str


#: Where none was measured.
UNMEASURED = Margin(None, None, NOT_ASSESSABLE)


def measure_margin(
    voxels: np.ndarray, codes: np.ndarray, hu: np.ndarray, spacing_mm: tuple[float, float, float]
) -> Margin:
    """Medians over the arcs of the margin that border liver.

    Args:
        voxels: (z, y, x) bool, the lesion.
        codes, hu: mask codes and HU on the same voxels, which reach `REACH_MM` beyond the lesion
            where the image does.
    """
    areas = voxels.sum(axis=(1, 2))
    fits = [
        fit
        for index in np.flatnonzero(areas >= AREA_SHARE * areas.max())
        for fit in _arcs(voxels[index], codes[index], hu[index], spacing_mm[1:])
    ]
    if len(fits) < LEAST_ARCS:
        return Margin(None, None, NOT_ASSESSABLE)
    contrast, width = np.array(fits).T
    typical = float(np.median(width))
    slope = float(np.median(contrast / 4 / (width / _TEN_TO_NINETY)))
    return Margin(slope, typical, SHARP if typical <= SHARP_MM else ILL_DEFINED)


def _arcs(
    plane: np.ndarray, codes: np.ndarray, hu: np.ndarray, spacing: tuple[float, float]
) -> list[tuple[float, float]]:
    """(contrast HU, width mm) of each usable arc of a slice."""
    inside_mm = ndimage.distance_transform_edt(np.pad(plane, 1), sampling=spacing)[1:-1, 1:-1]
    depth = min(REACH_MM, 0.9 * inside_mm.max())
    if depth < LEAST_DEPTH_MM:
        return []
    along = np.arange(-depth, REACH_MM + STEP_MM / 2, STEP_MM)
    lines, angles = _lines(plane, codes, hu, spacing, along)
    if len(lines) == 0:
        return []
    # A contour of n pixels is about n pixels long.
    per_arc = max(3, round(ARC_MM / float(np.mean(spacing))))
    order = np.argsort(angles)
    arcs = np.array_split(order, max(1, round(len(order) / per_arc)))
    profiles = [lines[arc].mean(axis=0) for arc in arcs if len(arc) >= per_arc / 2]
    if not profiles:
        return []
    contrast, width, explained = _fit(np.stack(profiles), along)
    good = (np.abs(contrast) >= LEAST_CONTRAST_HU) & (explained >= LEAST_FIT)
    return list(zip(np.abs(contrast[good]), width[good], strict=True))


def _lines(
    plane: np.ndarray,
    codes: np.ndarray,
    hu: np.ndarray,
    spacing: tuple[float, float],
    along: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """HU along lines across the contour, (n, steps), and each line's direction, radians.

    Only lines that run through the lesion inside and through liver outside.
    """
    padded = np.pad(plane, 1)
    rim = plane & ~ndimage.binary_erosion(padded)[1:-1, 1:-1]
    rows, columns = np.nonzero(rim)
    soft = ndimage.gaussian_filter(plane.astype(np.float32), [_NORMAL_MM / s for s in spacing])
    down, right = (-g[rim] for g in np.gradient(soft, *spacing))
    length = np.hypot(down, right)
    steep = length > 1e-4
    rows, columns, down, right = rows[steep], columns[steep], down[steep], right[steep]
    length = length[steep]
    # d = 0 is the contour, half a pixel outside the rim's pixel centres.
    reach = (along + 0.5 * float(np.mean(spacing))) / length[:, None]
    at = np.stack(
        [
            rows[:, None] + reach * down[:, None] / spacing[0],
            columns[:, None] + reach * right[:, None] / spacing[1],
        ]
    )
    nearest = np.rint(at).astype(int)
    within = ((nearest >= 0) & (nearest < np.array(plane.shape)[:, None, None])).all(axis=0)
    nearest = np.clip(nearest, 0, np.array(plane.shape)[:, None, None] - 1)
    tolerance = float(max(spacing))
    inside_ok = plane[nearest[0], nearest[1]] | (along >= -tolerance)
    outside_ok = (codes[nearest[0], nearest[1]] == LIVER_CODE) | (along <= tolerance)
    usable = (within & inside_ok & outside_ok).all(axis=1)
    values = ndimage.map_coordinates(hu.astype(np.float32), at[:, usable], order=1, mode="nearest")
    return values, np.arctan2(down, right)[usable]


def _fit(profiles: np.ndarray, along: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(contrast b, width 10-90 % in mm, share of variance explained) of each profile."""
    shifts, widths = np.meshgrid(_SHIFTS_MM, _WIDTHS_MM, indexing="ij")
    shifts, widths = shifts.ravel(), widths.ravel()
    scale = widths / _TEN_TO_NINETY
    curves = 1 / (1 + np.exp(-np.clip((along - shifts[:, None]) / scale[:, None], -50, 50)))
    centred = curves - curves.mean(axis=1, keepdims=True)
    power = (centred**2).sum(axis=1)
    offsets = profiles - profiles.mean(axis=1, keepdims=True)
    # Least squares for one regressor: b = <p, c> / <c, c>, and what it explains <p, c>² / <c, c>.
    projected = offsets @ centred.T
    explained = projected**2 / power
    best = explained.argmax(axis=1)
    each = np.arange(len(profiles))
    total = np.maximum((offsets**2).sum(axis=1), 1e-9)
    return projected[each, best] / power[best], widths[best], explained[each, best] / total
