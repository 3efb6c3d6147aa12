"""Resample codes from another grid to the voxels of a CT, by nearest neighbour."""

from __future__ import annotations

import numpy as np

from core.dicom import sentences
from core.dicom.label_map import LabelMap
from core.errors import InputError
from core.series import Series

#: At least this share of the labelled voxels must lie inside the CT's field.
MIN_INSIDE = 0.9
#: How many labelled voxels are checked for that.
MAX_SAMPLES = 100_000


def nearest_codes(labels: LabelMap, series: Series) -> np.ndarray:
    """The code of the nearest voxel, never a mixture of codes; 0 outside the labels' field.

    Each CT slice is looked up at its own position, so slice spacing may be uneven.

    Returns:
        (z, y, x) uint8, the shape of `series.volume`.

    Raises:
        InputError: more than a tenth of what is labelled lies outside the CT.
    """
    inside = _share_inside(labels, series)
    if inside < MIN_INSIDE:
        raise InputError(sentences.masks.outside_the_ct(labels.name, 1 - inside))
    to_index = np.linalg.inv(labels.affine_lps)
    rows, columns = series.volume.shape[1:]
    # An (x, y, z) index into the labels is the sum of a row's and a column's part: two small
    # tables.
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
    """The share of what is labelled that lies in the CT's field; 1 if nothing is labelled."""
    labelled = np.flatnonzero(labels.codes)
    if not len(labelled):
        return 1.0
    picks = labelled[:: max(1, len(labelled) // MAX_SAMPLES)]
    z, y, x = np.unravel_index(picks, labels.codes.shape)
    points = np.stack([x, y, z, np.ones_like(x)]).astype(float)
    index = np.linalg.inv(series.affine_lps) @ labels.affine_lps @ points
    # A voxel reaches half a step beyond its centre, plus a little for rounding.
    edge = 0.5 + 1e-3
    upper = np.array(series.volume.shape[::-1])[:, None] - 1 + edge
    return float(((index[:3] >= -edge) & (index[:3] <= upper)).all(axis=0).mean())
