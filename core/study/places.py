"""Where the voxels of one series lie in another one, once the two are aligned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.bounding_box import bounding_box
from core.series import Series


def voxels_at(series: Series, points_mm: np.ndarray) -> np.ndarray:
    """(3, n) float: (slice, row, column) of places (n, 3), LPS mm.

    By each slice's own position, so that uneven spacing and a tilted gantry are right. Beyond the
    first and the last slice it goes on with the distance between slices.
    """
    positions = series.positions_mm
    along = points_mm @ series.normal
    index = np.interp(along, positions, np.arange(len(positions)))
    step = series.spacing_mm[0]
    index += (
        np.minimum(along - positions[0], 0) / step + np.maximum(along - positions[-1], 0) / step
    )
    inside = np.clip(index, 0, len(positions) - 1)
    origins = np.column_stack(
        [
            np.interp(inside, np.arange(len(positions)), series.slice_origins_mm[:, k])
            for k in range(3)
        ]
    )
    away = points_mm - origins
    rows = away @ np.asarray(series.column_direction) / series.spacing_mm[1]
    columns = away @ np.asarray(series.row_direction) / series.spacing_mm[2]
    return np.stack([index, rows, columns])


def values_at(series: Series, points_mm: np.ndarray) -> np.ndarray:
    """(n,) float32 HU at places (n, 3), LPS mm, linear between voxels; NaN outside the volume."""
    return ndimage.map_coordinates(
        series.volume,
        voxels_at(series, points_mm),
        output=np.float32,
        order=1,
        mode="constant",
        cval=np.nan,
    )


def moved(points_mm: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """(n, 3) places (n, 3) after a (4, 4) movement."""
    return points_mm @ matrix[:3, :3].T + matrix[:3, 3]


@dataclass(frozen=True, eq=False)
class Carried:
    """Which voxel of the reference each voxel of another series shows, in the box that matters."""

    #: Slices, rows and columns of the other series.
    box: tuple[slice, slice, slice]
    #: Shape of the other series.
    shape: tuple[int, int, int]
    #: Flat index into the reference's volume for each voxel of the box; -1 outside of it.
    source: np.ndarray

    def of(self, values: np.ndarray) -> np.ndarray:
        """(z, y, x) in the box: the reference's values (z, y, x), 0 where it has none."""
        taken = values.reshape(-1)[np.maximum(self.source, 0)]
        return np.where(self.source >= 0, taken, values.dtype.type(0))

    def whole(self, in_box: np.ndarray) -> np.ndarray:
        """(z, y, x) on the other series: what `of` gave, and 0 outside the box."""
        laid = np.zeros(self.shape, in_box.dtype)
        laid[self.box] = in_box
        return laid


def carry(reference: Series, mask: np.ndarray, other: Series, matrix: np.ndarray) -> Carried | None:
    """For each voxel of `other` near the reference's organ, the nearest voxel of the reference.

    Args:
        mask: (z, y, x) codes of `core.labels` on the reference: what is not background is carried.
        matrix: (4, 4) LPS mm of the reference -> LPS mm of `other`.

    Returns:
        None where the organ lies outside `other`.
    """
    found = bounding_box(mask, margin=1)
    if found is None:
        return None
    ends = [(s.start, min(s.stop, n) - 1) for s, n in zip(found, mask.shape, strict=True)]
    corners = np.array(np.meshgrid(*ends, indexing="ij")).reshape(3, -1).T
    there = voxels_at(other, moved(places_of(reference, corners), matrix))
    shape = other.volume.shape
    low = np.clip(np.floor(there.min(axis=1)) - 1, 0, shape).astype(int)
    high = np.clip(np.ceil(there.max(axis=1)) + 2, 0, shape).astype(int)
    if (high <= low).any():
        return None
    box = (slice(low[0], high[0]), slice(low[1], high[1]), slice(low[2], high[2]))
    rows, columns = np.meshgrid(*(np.arange(s.start, s.stop) for s in box[1:]), indexing="ij")
    back = np.linalg.inv(matrix)
    source = np.empty((high[0] - low[0], *rows.shape), dtype=np.int64)
    flat = np.column_stack([rows.ravel(), columns.ravel()])
    for k in range(low[0], high[0]):  # slice by slice: all points at once would take a gigabyte
        indices = np.column_stack([np.full(len(flat), k), flat])
        voxels = np.rint(voxels_at(reference, moved(places_of(other, indices), back))).astype(int)
        valid = np.all((voxels >= 0) & (voxels < np.array(mask.shape)[:, None]), axis=0)
        at = np.ravel_multi_index(tuple(np.where(valid, voxels, 0)), mask.shape)
        source[k - low[0]] = np.where(valid, at, -1).reshape(rows.shape)
    return Carried(box, (int(shape[0]), int(shape[1]), int(shape[2])), source)


def places_of(series: Series, indices: np.ndarray) -> np.ndarray:
    """(n, 3) LPS mm of voxels (n, 3): whole (slice, row, column)."""
    slices = indices[:, 0].astype(int)
    return (
        series.slice_origins_mm[slices]
        + np.outer(indices[:, 1] * series.spacing_mm[1], series.column_direction)
        + np.outer(indices[:, 2] * series.spacing_mm[2], series.row_direction)
    )
