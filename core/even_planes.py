"""Unevenly spaced slices laid onto evenly spaced planes, as a file with one affine needs them.

A NIfTI file has one step between all its slices. With the CT's own slices in it, an outline would
lie up to centimetres off where spacing is uneven or slices are missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.series import Series
from core.spacing import reaches_mm

#: Slices are even if none is off its place in an even stack by more than this share of their
#: distance along the body, or of a pixel within the plane.
EVEN_SHARE, EVEN_PIXELS = 0.1, 0.5
#: Planes are good enough if every slice is this close to one, as a share of the step.
CLOSE_SHARE = 0.02
#: No more planes than this for each step of the closest slices, and for each slice; a short series
#: may have so many in all.
PLANES_PER_STEP, PLANES_PER_SLICE, FEW_PLANES = 5, 3, 400
#: The closest slices: this percentile of the distances, so that a single slip counts for nothing.
CLOSEST_PERCENTILE = 10


@dataclass(frozen=True, eq=False)
class EvenPlanes:
    """Evenly spaced planes through a series, and which slice each of them shows."""

    #: (4, 4): (column, row, plane, 1) -> LPS mm.
    affine_lps: np.ndarray
    #: Between neighbouring planes, along the normal of the slices, mm.
    step_mm: float
    #: (n,) the slice that stands for each plane; -1 in a gap.
    sources: np.ndarray
    #: (n, 2) by how many rows and columns that slice is shifted on the plane.
    shifts: np.ndarray
    #: How far a slice is from the nearest plane at most, mm.
    off_mm: float

    def lay(self, values: np.ndarray) -> np.ndarray:
        """(n, y, x) the values (z, y, x) of the series' slices on the planes; 0 in gaps."""
        laid = np.zeros((len(self.sources), *values.shape[1:]), values.dtype)
        for plane, source, (down, right) in zip(laid, self.sources, self.shifts, strict=True):
            if source >= 0:
                to_rows, from_rows = _shifted(int(down), values.shape[1])
                to_columns, from_columns = _shifted(int(right), values.shape[2])
                plane[to_rows, to_columns] = values[source][from_rows, from_columns]
        return laid

    def take_back(self, laid: np.ndarray, n_slices: int) -> np.ndarray | None:
        """(n_slices, y, x) what `lay` laid onto the planes (n, y, x), on the slices again; None
        where a slice is shown by none of them. What a shift moved off the edge is 0."""
        values = np.zeros((n_slices, *laid.shape[1:]), laid.dtype)
        for index in range(n_slices):
            shown = np.flatnonzero(self.sources == index)
            if not len(shown):
                return None
            # The least shifted, so that as little as possible is lost at the edge.
            plane = shown[np.abs(self.shifts[shown]).sum(axis=1).argmin()]
            down, right = self.shifts[plane]
            to_rows, from_rows = _shifted(-int(down), laid.shape[1])
            to_columns, from_columns = _shifted(-int(right), laid.shape[2])
            values[index][to_rows, to_columns] = laid[plane][from_rows, from_columns]
        return values


def even_planes(series: Series) -> EvenPlanes | None:
    """Planes for a series whose slices aren't even; None where its own slices are.

    Each plane shows the slice that stands for its place (`core.spacing`), to the nearest pixel.
    """
    if _is_even(series):
        return None
    positions = series.positions_mm
    step, off = _step_mm(positions)
    below, above = reaches_mm(positions, step)
    # Beyond the ends as far as the end slices reach.
    low = -max(0, round(below[0] / step - 0.5))
    high = round((positions[-1] - positions[0]) / step) + max(0, round(above[-1] / step - 0.5))
    places = positions[0] + step * np.arange(low, high + 1)
    sources = np.searchsorted((positions[:-1] + positions[1:]) / 2, places - 1e-6)
    away = places - positions[sources]
    reached = (away <= above[sources] + 1e-3) & (-away <= below[sources] + 1e-3)
    first, last = series.slice_origins_mm[[0, -1]]
    along = (last - first) / (positions[-1] - positions[0])
    origins = first + np.outer(places - positions[0], along)
    apart = series.slice_origins_mm[sources] - origins
    in_plane = np.array([series.column_direction, series.row_direction])
    shifts = np.rint(apart @ in_plane.T / series.spacing_mm[1:]).astype(int)
    affine = series.affine_lps.copy()
    affine[:3, 2], affine[:3, 3] = along * step, origins[0]
    return EvenPlanes(affine, float(step), np.where(reached, sources, -1), shifts, off)


def _is_even(series: Series) -> bool:
    if series.n_slices < 3:
        return True
    affine = series.affine_lps
    expected = affine[:3, 3] + np.outer(np.arange(series.n_slices), affine[:3, 2])
    off = series.slice_origins_mm - expected
    along = np.abs(off @ series.normal)
    rows = np.abs(off @ np.asarray(series.column_direction))
    columns = np.abs(off @ np.asarray(series.row_direction))
    z_mm, row_mm, column_mm = series.spacing_mm
    return bool(
        along.max() <= EVEN_SHARE * z_mm
        and rows.max() <= EVEN_PIXELS * row_mm
        and columns.max() <= EVEN_PIXELS * column_mm
    )


def _step_mm(positions: np.ndarray) -> tuple[float, float]:
    """(step, largest distance from a slice to the nearest plane), mm: the largest step with which
    all slices lie on planes, or else the best."""
    extent = positions[-1] - positions[0]
    most = max(PLANES_PER_SLICE * len(positions), FEW_PLANES)
    closest = np.percentile(np.diff(positions), CLOSEST_PERCENTILE)
    fewest = int(min(most, max(1, np.rint(extent / closest))))
    best = (float(extent / fewest), np.inf)
    for count in range(fewest, min(PLANES_PER_STEP * fewest, most) + 1):
        step = extent / count
        places = (positions - positions[0]) / step
        off = float(np.abs(places - np.rint(places)).max() * step)
        if off < best[1]:
            best = float(step), off
        if off <= CLOSE_SHARE * step:
            break
    return best


def _shifted(by: int, size: int) -> tuple[slice, slice]:
    """(where to, where from) along an axis of this size, if all moves by so many pixels."""
    by = max(-size, min(size, by))
    return slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size + min(-by, 0))
