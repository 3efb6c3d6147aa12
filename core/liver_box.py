"""Where the liver lies in the scanner's frame: nine numbers, enough to find it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.labels import BACKGROUND_CODE
from core.series import Series

#: Percentage of the liver trimmed at each side of the box: otherwise, a stray outline far from the
#: liver would pull a side out to itself.
TRIMMED_PERCENT = 1.0

Point = tuple[float, float, float]


@dataclass(frozen=True)
class LiverBox:
    """Centre and extent of a liver, in LPS mm; lesions count as liver."""

    #: Centre of mass.
    centre_mm: Point
    #: 1st and 99th percentile of the liver along each axis.
    low_mm: Point
    high_mm: Point

    @property
    def middle_mm(self) -> np.ndarray:
        """(3,) halfway between the sides."""
        return (np.asarray(self.low_mm) + np.asarray(self.high_mm)) / 2

    @property
    def size_mm(self) -> np.ndarray:
        """(3,) from side to side; 0 along an axis on which the liver is one voxel thick."""
        return np.asarray(self.high_mm) - np.asarray(self.low_mm)

    def to_dict(self) -> dict[str, list[float]]:
        """Plain JSON values."""
        return {name: list(value) for name, value in vars(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Sequence[float]] | None) -> LiverBox | None:
        """The inverse of `to_dict`; None for None."""
        if values is None:
            return None
        return cls(_point(values["centre_mm"]), _point(values["low_mm"]), _point(values["high_mm"]))


def liver_box(mask: np.ndarray, series: Series) -> LiverBox | None:
    """Where the liver of `mask` lies; None if there is none.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    voxels = np.argwhere(mask != BACKGROUND_CODE)
    if len(voxels) == 0:
        return None
    origins = series.slice_origins_mm[voxels[:, 0]]
    _, row_mm, column_mm = series.spacing_mm
    points = (
        origins
        + voxels[:, 1:2] * row_mm * np.asarray(series.column_direction)
        + voxels[:, 2:3] * column_mm * np.asarray(series.row_direction)
    )
    low, high = np.percentile(points, [TRIMMED_PERCENT, 100 - TRIMMED_PERCENT], axis=0)
    return LiverBox(_rounded(points.mean(axis=0)), _rounded(low), _rounded(high))


def _rounded(values: np.ndarray) -> Point:
    return _point([round(value, 2) for value in values.tolist()])


def _point(values: Sequence[float]) -> Point:
    x, y, z = map(float, values)
    return x, y, z
