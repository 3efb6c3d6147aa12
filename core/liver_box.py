"""Where the liver lies in the scanner's frame, in nine numbers: enough to find it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.labels import BACKGROUND_CODE
from core.series import Series

#: Share of the liver left out at each side of the box, percent: a stray outline far from the
#: liver would else move the side to itself.
TRIMMED_PERCENT = 1.0

Point = tuple[float, float, float]


@dataclass(frozen=True)
class LiverBox:
    """Centre and extent of a liver, LPS mm; lesions count as liver."""

    #: Centre of mass.
    centre_mm: Point
    #: 1st and 99th percentile of the liver along each axis.
    low_mm: Point
    high_mm: Point

    @property
    def middle_mm(self) -> np.ndarray:
        """(3,) half way between the sides."""
        return (np.asarray(self.low_mm) + np.asarray(self.high_mm)) / 2

    @property
    def size_mm(self) -> np.ndarray:
        """(3,) from side to side; 0 along an axis where the liver is one voxel thin."""
        return np.asarray(self.high_mm) - np.asarray(self.low_mm)

    def plain(self) -> dict[str, list[float]]:
        """As JSON values."""
        return {name: list(value) for name, value in vars(self).items()}

    @classmethod
    def of_plain(cls, values: dict[str, Sequence[float]] | None) -> LiverBox | None:
        """What `plain` gave; None for None."""
        if values is None:
            return None
        return cls(**{name: tuple(map(float, values[name])) for name in _FIELDS})


_FIELDS = ("centre_mm", "low_mm", "high_mm")


def liver_box(mask: np.ndarray, series: Series) -> LiverBox | None:
    """Where the liver of `mask` lies; None where there is none.

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
    return LiverBox(*(_point(values) for values in (points.mean(axis=0), low, high)))


def _point(values: np.ndarray) -> Point:
    return tuple(round(float(value), 2) for value in values)
