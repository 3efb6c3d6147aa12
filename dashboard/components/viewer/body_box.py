"""Around the patient on the slices: what the viewer fits to the screen at first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.series import Series

#: Air and lung are darker, HU.
BODY_HU = -300
#: Only so many slices are looked at, and pixels this far apart, mm: the box needs no more.
SLICES = 12
STEP_MM = 4.0
#: What is thinner than twice this, such as the table's top, is cut off, mm.
THIN_MM = 8.0


@dataclass(frozen=True)
class BodyBox:
    """Corners in LPS, (x, y) in mm."""

    low: tuple[float, float]
    high: tuple[float, float]


def body_box(series: Series) -> BodyBox | None:
    """The box around the largest connected part of some slices; None where there is no body.

    Thin parts are eroded away first, so that the table, on which the patient lies, is none of it.
    """
    rows, columns = (max(1, round(STEP_MM / mm)) for mm in series.spacing_mm[1:])
    steps_mm = (rows * series.spacing_mm[1], columns * series.spacing_mm[2])
    thin = [max(1, round(THIN_MM / step)) for step in steps_mm]
    corners = []
    chosen = np.unique(np.linspace(0, series.n_slices - 1, SLICES).round().astype(int))
    for z in chosen:
        body = _largest(series.volume[z, ::rows, ::columns] > BODY_HU, thin)
        if body is None:
            continue
        inside_rows, inside_columns = (np.flatnonzero(body.any(axis=axis)) for axis in (1, 0))
        # The outer edges of the coarse pixels.
        for row in (inside_rows[0] - 0.5, inside_rows[-1] + 0.5):
            for column in (inside_columns[0] - 0.5, inside_columns[-1] + 0.5):
                corners.append(
                    series.slice_origins_mm[z]
                    + np.asarray(series.column_direction) * row * steps_mm[0]
                    + np.asarray(series.row_direction) * column * steps_mm[1]
                )
    if not corners:
        return None
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    return BodyBox((float(low[0]), float(low[1])), (float(high[0]), float(high[1])))


def alike(
    one: BodyBox, other: BodyBox, matrix: np.ndarray | None, z: float
) -> tuple[BodyBox, BodyBox]:
    """Boxes of one size around two series' bodies, so that a mm is as long on both screens; their
    middles are the same place in the patient.

    Args:
        matrix: (4, 4): LPS mm of the first series -> LPS mm of the other; None where they are not
            aligned: then the middles are the bodies' own.
        z: height in the first series at which the middles are to match, LPS mm.
    """
    middle = (np.array(one.low) + one.high) / 2
    other_middle = (np.array(other.low) + other.high) / 2
    if matrix is not None:
        other_middle = (matrix @ [*middle, z, 1.0])[:2]
    half = np.max(
        [np.array(one.high) - middle, other.high - other_middle, other_middle - other.low], axis=0
    )
    return _around(middle, half), _around(other_middle, half)


def _around(middle: np.ndarray, half: np.ndarray) -> BodyBox:
    low, high = (middle - half).tolist(), (middle + half).tolist()
    return BodyBox((low[0], low[1]), (high[0], high[1]))


def _largest(inside: np.ndarray, thin: list[int]) -> np.ndarray | None:
    """(rows, columns) bool: the largest part that outlives erosion, grown back to its size."""
    # Late: the empty Review page does without.
    from scipy import ndimage

    # The image's edge erodes nothing: a body may be cut by it.
    core = ndimage.minimum_filter(inside, size=[2 * n + 1 for n in thin], mode="nearest")
    labels, count = ndimage.label(core)
    if not count:
        return None
    sizes = np.bincount(labels.ravel())[1:]
    largest = labels == 1 + int(sizes.argmax())
    return ndimage.maximum_filter(largest, size=[2 * n + 1 for n in thin]) & inside
