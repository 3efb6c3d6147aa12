"""Where the patient is in the field of view: the box that the network's field is centred on."""

from __future__ import annotations

import numpy as np

#: HU above which a pixel is soft tissue or denser: lungs, air and clothing are excluded.
SOFT_TISSUE_HU = -250.0
#: Share of a row's or column's pixels that must be tissue for it to count: the table and wires
#: are thinner than that, a body is not.
MIN_TISSUE_MM = 60.0


def body_box_mm(
    slices: np.ndarray, pixel_mm: tuple[float, float], above: float = SOFT_TISSUE_HU
) -> tuple[float, float, float, float] | None:
    """The patient's extent over a stack of slices.

    Args:
        slices: HU, (n, rows, columns).
        pixel_mm: (row, column) spacing in mm.
        above: the value from which on a pixel is tissue.

    Returns:
        (top, bottom, left, right) in mm from the outer edge of the first row and column, taken as
        the median over the slices that hold a body, or None where no slice holds one. A row or
        column belongs to the body when at least `MIN_TISSUE_MM` of it is soft tissue, which
        excludes the table, cables and arms beside the trunk.
    """
    tissue = slices > above
    rows = tissue.sum(axis=2) * pixel_mm[1] >= MIN_TISSUE_MM
    columns = tissue.sum(axis=1) * pixel_mm[0] >= MIN_TISSUE_MM
    boxes = []
    for row_hits, column_hits in zip(rows, columns, strict=True):
        if row_hits.any() and column_hits.any():
            r, c = np.flatnonzero(row_hits), np.flatnonzero(column_hits)
            boxes.append(
                (
                    r[0] * pixel_mm[0],
                    (r[-1] + 1) * pixel_mm[0],
                    c[0] * pixel_mm[1],
                    (c[-1] + 1) * pixel_mm[1],
                )
            )
    if not boxes:
        return None
    top, bottom, left, right = np.median(boxes, axis=0)
    return float(top), float(bottom), float(left), float(right)
