"""The in-plane turn between the file's rows and columns and the radiological view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.series import Series

#: By the axis (LPS) that is nearest to the slices' normal: the one along which columns grow, and
#: that along which rows grow, with its sense. As the viewer has them (js/raster.js).
_AXES = ((1, (2, -1)), (0, (2, -1)), (0, (1, 1)))


@dataclass(frozen=True)
class InPlaneOrientation:
    """Flips and transpose that bring slices to the radiological view and back.

    Radiological view of axial slices: row 0 anterior, column 0 the patient's right (rows grow to
    posterior, columns to the patient's left: LPS +y and +x). Of coronal and sagittal ones, which MR
    has: the head up, and column 0 the patient's right, or the front. Only multiples of 90 degrees
    are undone: a slightly rotated acquisition stays slightly rotated.
    """

    transpose: bool
    flip_rows: bool
    flip_columns: bool

    @classmethod
    def of(cls, series: Series) -> InPlaneOrientation:
        """Read from the direction cosines of `series`."""
        along_row = np.asarray(series.row_direction)
        along_column = np.asarray(series.column_direction)
        across, (down, sense) = _AXES[int(np.abs(series.normal).argmax())]
        transpose = abs(along_row[across]) < abs(along_column[across])
        if transpose:
            along_row, along_column = along_column, along_row
        return cls(
            bool(transpose), bool(sense * along_column[down] < 0), bool(along_row[across] < 0)
        )

    def to_radiological(self, slices: np.ndarray) -> np.ndarray:
        """View of `slices` (..., rows, columns) in the radiological orientation."""
        if self.transpose:
            slices = np.swapaxes(slices, -1, -2)
        if self.flip_rows:
            slices = slices[..., ::-1, :]
        if self.flip_columns:
            slices = slices[..., ::-1]
        return slices

    def from_radiological(self, slices: np.ndarray) -> np.ndarray:
        """The inverse view: back on the file's rows and columns."""
        if self.flip_columns:
            slices = slices[..., ::-1]
        if self.flip_rows:
            slices = slices[..., ::-1, :]
        if self.transpose:
            slices = np.swapaxes(slices, -1, -2)
        return slices
