"""Codes on a grid of their own, brought to the voxels of a CT: each takes the nearest one's."""

from __future__ import annotations

import numpy as np

from core.dicom.label_map import LabelMap
from core.errors import InputError
from core.series import Series

#: At least this share of the labelled voxels must lie in the CT's own field.
LEAST_INSIDE = 0.9
#: Labelled voxels looked at to find that out.
SAMPLE = 100_000


def nearest_codes(labels: LabelMap, series: Series) -> np.ndarray:
    """The code of the nearest voxel, 0 outside of the labels' field; never mixed.

    Each CT slice is looked up at its own place, so that uneven slices are no problem.

    Returns:
        (z, y, x) uint8, the shape of `series.volume`.

    Raises:
        InputError: more than a tenth of what is labelled lies outside of the CT.
    """
    inside = _share_inside(labels, series)
    if inside < LEAST_INSIDE:
        raise InputError(
            f"{labels.name} lies elsewhere than the CT, with {1 - inside:.0%} of its outlines "
            "outside of it: check that they belong together."
        )
    to_index = np.linalg.inv(labels.affine_lps)
    rows, columns = series.volume.shape[1:]
    # (x, y, z) index of the labels as a sum of a row's and a column's part: two small tables.
    along_rows = np.outer(
        np.arange(rows) * series.spacing_mm[1],
        to_index[:3, :3] @ np.asarray(series.column_direction),
    )
    along_columns = np.outer(
        np.arange(columns) * series.spacing_mm[2],
        to_index[:3, :3] @ np.asarray(series.row_direction),
    )
    shape = np.array(labels.codes.shape[::-1])
    codes = np.zeros(series.volume.shape, np.uint8)
    for plane, origin in zip(codes, series.slice_origins_mm, strict=True):
        start = to_index[:3, :3] @ origin + to_index[:3, 3]
        index = np.rint(start + along_rows[:, None] + along_columns[None]).astype(np.intp)
        there = ((index >= 0) & (index < shape)).all(axis=2)
        x, y, z = index[there].T
        plane[there] = labels.codes[z, y, x]
    return codes


def _share_inside(labels: LabelMap, series: Series) -> float:
    """How much of what is labelled lies in the CT's field; 1 where nothing is labelled."""
    labelled = np.flatnonzero(labels.codes)
    if not len(labelled):
        return 1.0
    picks = labelled[:: max(1, len(labelled) // SAMPLE)]
    z, y, x = np.unravel_index(picks, labels.codes.shape)
    points = np.stack([x, y, z, np.ones_like(x)]).astype(float)
    index = np.linalg.inv(series.affine_lps) @ labels.affine_lps @ points
    # A voxel reaches half a step beyond its centre; a hair more for rounding.
    edge = 0.5 + 1e-3
    upper = np.array(series.volume.shape[::-1])[:, None] - 1 + edge
    return float(((index[:3] >= -edge) & (index[:3] <= upper)).all(axis=0).mean())
