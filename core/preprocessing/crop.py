"""Slice selection and cropping: where the liver is, and a finer grid over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.preprocessing.config import PreprocessingConfig
from core.preprocessing.grid import SliceGrid


@dataclass(frozen=True, eq=False)
class LiverCrop:
    """The part of a series that a second pass looks at."""

    #: (k,) ascending: the slices that show liver or lie within the margin of one that does.
    slices: np.ndarray
    #: (top, bottom, left, right) of the liver with its margin, in mm from the outer edge of the
    #: first row and column of the radiological view.
    box_mm: tuple[float, float, float, float]
    #: The network grid over that box: the same for all slices, so that neighbours stay comparable.
    grid: SliceGrid


def crop_to_liver(
    liver: np.ndarray, positions_mm: np.ndarray, whole: SliceGrid, config: PreprocessingConfig
) -> LiverCrop | None:
    """The part of the series for the second pass.

    Args:
        liver: (z, y, x) bool on the CT's own grid, lesions included.
        positions_mm: (z,) of the slices along the body (`Series.positions_mm`).
        whole: the grid of the whole slices (`SliceGrid.for_series`).

    Returns:
        None where there is no liver: the whole slices are used then.
    """
    slices = slices_with_liver(liver, positions_mm, config.crop_margin_mm)
    if not slices.size:
        return None
    outline = whole.orientation.to_radiological(np.asarray(liver.any(axis=0)))
    box = box_with_margin_mm(outline, whole.spacing_mm, config.crop_margin_mm)
    return LiverCrop(slices, box, whole.around(box, config.crop_pixel_mm))


def slices_with_liver(liver: np.ndarray, positions_mm: np.ndarray, margin_mm: float) -> np.ndarray:
    """(k,) ascending indices of the slices that show liver or lie within `margin_mm` of one.

    Args:
        liver: (z, y, x) bool. positions_mm: (z,).
    """
    with_liver = positions_mm[[plane.any() for plane in liver]]
    if not with_liver.size:
        return np.array([], dtype=int)
    distance = np.abs(positions_mm[:, None] - with_liver).min(axis=1)
    return np.flatnonzero(distance <= margin_mm)


def box_with_margin_mm(
    region: np.ndarray, pixel_mm: tuple[float, float], margin_mm: float
) -> tuple[float, float, float, float]:
    """(top, bottom, left, right) of `region` (rows, columns; bool, not empty) and `margin_mm` on
    each side, in mm from the outer edge of the first row and column. The margin may reach beyond
    the slice: the liver stays in the middle of the box."""
    rows, columns = (np.flatnonzero(region.any(axis=axis)) for axis in (1, 0))
    return (
        float(rows[0] * pixel_mm[0] - margin_mm),
        float((rows[-1] + 1) * pixel_mm[0] + margin_mm),
        float(columns[0] * pixel_mm[1] - margin_mm),
        float((columns[-1] + 1) * pixel_mm[1] + margin_mm),
    )
