"""What part of a slice is pictured, in the radiological view, and its grey and coloured pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.attribution import Explanation
from core.calm import slice_for_window
from core.export.explanation import OPACITY, colours
from core.labels import LIVER_CODE
from core.liver_window import USUAL_LEVEL, WIDTH, level_around
from core.mr_signal import body_window
from core.pipeline import Analysis
from core.preprocessing import InPlaneOrientation
from core.series import Series

#: Shown around the liver of the whole series.
AROUND_MM = 20.0
#: Pixels along the longer side that a picture has at least: it is printed at some 8 cm.
SHARPEST = 760


@dataclass(frozen=True)
class Field:
    """Rows and columns of the radiological view that every picture of a report shows."""

    view: InPlaneOrientation
    rows: slice
    columns: slice
    #: mm a row and a column of the view.
    spacing_mm: tuple[float, float]
    #: Middle of the window and its width, in the unit of the values.
    level: float = USUAL_LEVEL
    width: float = WIDTH

    @classmethod
    def of(cls, analysis: Analysis) -> Field:
        """Around all that is liver on any slice; the whole slice where there is none."""
        series = analysis.series
        view = InPlaneOrientation.of(series)
        row_mm, column_mm = series.spacing_mm[1:]
        spacing = (column_mm, row_mm) if view.transpose else (row_mm, column_mm)
        liver = view.to_radiological(np.asarray(analysis.mask.any(axis=0)))
        rows, columns = (_range(liver, axis, spacing[axis]) for axis in (0, 1))
        return cls(view, rows, columns, spacing, *_window(analysis))

    @property
    def size_mm(self) -> tuple[float, float]:
        """(height, width)."""
        return (
            (self.rows.stop - self.rows.start) * self.spacing_mm[0],
            (self.columns.stop - self.columns.start) * self.spacing_mm[1],
        )

    def cut(self, plane: np.ndarray) -> np.ndarray:
        """(y, x) of the CT's grid -> the field, radiological view."""
        return self.view.to_radiological(plane)[self.rows, self.columns]

    def ct(self, series: Series, index: int) -> Image.Image:
        """The slice in the window, square pixels, grey."""
        return self._sized(Image.fromarray(np.rint(self._grey(series, index) * 255).astype("u1")))

    def heat(self, series: Series, explanation: Explanation) -> Image.Image:
        """The same slice under its heatmap; full colour is `Explanation.scale`."""
        heat = np.clip(self.cut(explanation.heatmap) / explanation.scale, -1.0, 1.0)
        grey = self._grey(series, explanation.slice_index)[..., None] * 255
        alpha = OPACITY * np.abs(heat)[..., None]
        blend = grey * (1 - alpha) + colours(heat) * alpha
        return self._sized(Image.fromarray(np.rint(blend).astype(np.uint8)))

    def heat_outside(self, explanation: Explanation) -> float:
        """Share of the positive heat that lies outside the field, 0..1; 0 without heat."""
        heat = np.maximum(explanation.heatmap, 0.0)
        total = float(heat.sum(dtype=np.float64))
        return 1.0 - float(self.cut(heat).sum(dtype=np.float64)) / total if total > 0 else 0.0

    def _grey(self, series: Series, index: int) -> np.ndarray:
        hu = self.cut(slice_for_window(series, index, self.width)).astype(np.float32)
        return np.clip((hu - self.level) / self.width + 0.5, 0.0, 1.0)

    def _sized(self, picture: Image.Image) -> Image.Image:
        tall, wide = self.size_mm
        zoom = max(SHARPEST, max(picture.size)) / max(tall, wide)
        size = (max(1, round(wide * zoom)), max(1, round(tall * zoom)))
        return picture.resize(size, Image.Resampling.BICUBIC)


def _window(analysis: Analysis) -> tuple[float, float]:
    """(level, width): in a CT around the median HU of the liver without lesions; in MR the signal
    of the body."""
    if analysis.series.is_ct:
        return _level(analysis), WIDTH
    width, level = body_window(analysis.series.volume)
    return level, max(width, 1.0)


def _level(analysis: Analysis) -> float:
    """Around the median HU of the liver without lesions, so that it is grey in any phase."""
    hu = analysis.series.volume[analysis.mask == LIVER_CODE]
    return level_around(float(np.median(hu))) if hu.size else USUAL_LEVEL


def _range(liver: np.ndarray, axis: int, spacing: float) -> slice:
    hits = np.flatnonzero(liver.any(axis=1 - axis))
    if not len(hits):
        return slice(0, liver.shape[axis])
    around = round(AROUND_MM / spacing)
    return slice(max(0, int(hits[0]) - around), min(liver.shape[axis], int(hits[-1]) + around + 1))
