"""The in-plane turn between the file's rows and columns and the radiological view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.series import Series


@dataclass(frozen=True)
class InPlaneOrientation:
    """Flips and transpose that bring slices to the radiological view and back.

    Radiological view: row 0 anterior, column 0 the patient's right (rows grow to posterior,
    columns to the patient's left: LPS +y and +x). Only multiples of 90 degrees are undone: a
    slightly rotated acquisition stays slightly rotated.
    """

    transpose: bool
    flip_rows: bool
    flip_columns: bool

    @classmethod
    def of(cls, series: Series) -> InPlaneOrientation:
        """Read from the direction cosines of `series`."""
        along_row = np.asarray(series.row_direction)
        along_column = np.asarray(series.column_direction)
        transpose = abs(along_row[0]) < abs(along_column[0])
        if transpose:
            along_row, along_column = along_column, along_row
        return cls(bool(transpose), bool(along_column[1] < 0), bool(along_row[0] < 0))

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
