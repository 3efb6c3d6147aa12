"""The scores along the slices, drawn as lines in the PDF itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.pipeline import Analysis
from core.report import sentences
from core.report.fonts import BOLD, FONT
from core.report.key_slices import KeySlice
from core.report.paper import BELOW, CLASS_COLOURS, FAINT, INK, RULE, WIDTH, paragraph, section
from core.report.verdict import outside
from core.vocabulary import forms
from core.vocabulary.patient import is_outside
from core.vocabulary.slices import P_CLASS, SLICE_ONE_IS

HEIGHT = 58 * mm
_LEFT, _RIGHT, _FOOT, _HEAD = 26.0, 30.0, 22.0, 16.0
_LETTERS = 7
_WHOLE_MM = forms.number(0)
#: Between the numbers of key images, points.
_APART = 6.5
_LIVER = Color(0.44, 0.81, 0.59, 0.28)
_LESION = Color(0.45, 0.35, 0.30, 0.55)
_SHADE = {MALIGNANT: Color(0.70, 0.15, 0.12, 0.16), BENIGN: Color(0.11, 0.38, 0.72, 0.14)}


@dataclass(frozen=True)
class _Palette:
    """Colours of the curves and areas; greys where the series is not assessable."""

    curves: Mapping[str, Color]
    shades: Mapping[str, Color]
    liver: Color
    lesion: Color

    @classmethod
    def of(cls, analysis: Analysis) -> _Palette:
        if not is_outside(analysis.patient.category):
            return cls(CLASS_COLOURS, _SHADE, _LIVER, _LESION)
        faint = Color(0.4, 0.43, 0.46, 0.14)
        return cls(
            {MALIGNANT: FAINT, BENIGN: Color(0.6, 0.64, 0.68)},
            {MALIGNANT: faint, BENIGN: faint},
            Color(0.6, 0.63, 0.66, 0.25),
            Color(0.4, 0.43, 0.46, 0.5),
        )


def risk_chart(analysis: Analysis, slices: Sequence[KeySlice]) -> list[Flowable]:
    """Both lesion classes over the areas of liver and lesion; triangles mark the key images."""
    return section(
        "Scores along the slices",
        [*outside(analysis.patient), chart(analysis, slices), paragraph(_words(analysis), BELOW)],
    )


def chart(analysis: Analysis, slices: Sequence[KeySlice]) -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT)
    plot, palette = _Plot(analysis.series.n_slices), _Palette.of(analysis)
    _areas(drawing, plot, analysis, palette)
    _axes(drawing, plot, analysis.series.plane)
    for name in (BENIGN, MALIGNANT):
        _curve(drawing, plot, analysis, name, palette)
    _marks(drawing, plot, [one.index for one in slices])
    _legend(drawing, palette)
    return drawing


class _Plot:
    """Slices and shares -> points of the drawing."""

    def __init__(self, n_slices: int) -> None:
        self.n = n_slices
        self.left, self.right = _LEFT, WIDTH - _RIGHT
        self.foot, self.head = _FOOT, HEIGHT - _HEAD

    def x(self, index: float) -> float:
        return self.left + (self.right - self.left) * (index + 0.5) / self.n

    def y(self, share: float) -> float:
        return self.foot + (self.head - self.foot) * share

    @property
    def slice_width(self) -> float:
        return (self.right - self.left) / self.n


def _areas(drawing: Drawing, plot: _Plot, analysis: Analysis, palette: _Palette) -> None:
    """Bars, both in shares of the largest liver area."""
    top = float(analysis.liver_area_mm2.max())
    if top <= 0:
        return
    for areas, colour in (
        (analysis.liver_area_mm2, palette.liver),
        (analysis.lesion_area_mm2, palette.lesion),
    ):
        for index in np.flatnonzero(areas > 0).tolist():
            height = plot.y(float(areas[index]) / top) - plot.foot
            x = plot.x(index) - plot.slice_width / 2
            drawing.add(
                Rect(x, plot.foot, plot.slice_width, height, strokeColor=None, fillColor=colour)
            )
    for share in (0.5, 1.0):
        text = f"{top * share / 100:.0f} cm²"
        drawing.add(_text(plot.right + 3, plot.y(share) - 2.5, text, FAINT))


def _axes(drawing: Drawing, plot: _Plot, plane: str) -> None:
    for p in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = plot.y(p)
        drawing.add(Line(plot.left, y, plot.right, y, strokeColor=RULE, strokeWidth=0.4))
        drawing.add(_text(plot.left - 4, y - 2.5, f"{p:g}", FAINT, "end"))
    ticks = np.unique(np.linspace(0, plot.n - 1, min(plot.n, 12)).round().astype(int)).tolist()
    for index in ticks:
        x = plot.x(index)
        drawing.add(Line(x, plot.foot, x, plot.foot - 2, strokeColor=FAINT, strokeWidth=0.4))
        drawing.add(_text(x, plot.foot - 9, str(index + 1), FAINT, "middle"))
    drawing.add(_text(plot.left, 2, f"slice, 1 {SLICE_ONE_IS[plane]}", FAINT))


def _curve(drawing: Drawing, plot: _Plot, analysis: Analysis, name: str, palette: _Palette) -> None:
    column = SLICE_CLASSES.index(name)
    interval = analysis.slice_interval
    if interval is not None and plot.n > 1:
        low = [(plot.x(k), plot.y(float(p))) for k, p in enumerate(interval.low[:, column])]
        high = [(plot.x(k), plot.y(float(p))) for k, p in enumerate(interval.high[:, column])]
        around = [value for point in (*low, *reversed(high)) for value in point]
        drawing.add(Polygon(around, fillColor=palette.shades[name], strokeColor=None))
    points = [
        (plot.x(k), plot.y(float(p))) for k, p in enumerate(analysis.probabilities[:, column])
    ]
    colour = palette.curves[name]
    if len(points) == 1:
        drawing.add(Circle(*points[0], 2.2, fillColor=colour, strokeColor=None))
        return
    line = PolyLine([value for point in points for value in point])
    line.strokeColor, line.strokeWidth, line.strokeLineJoin = colour, 1.2, 1
    drawing.add(line)


def _marks(drawing: Drawing, plot: _Plot, indices: Sequence[int]) -> None:
    """A triangle over each slice with the number of its key image, none on another."""
    foot, last = HEIGHT - _HEAD + 1, -_APART
    for number, index in sorted(enumerate(indices, start=1), key=lambda pair: pair[1]):
        x = plot.x(index)
        tip = [x - 2.4, foot + 4, x + 2.4, foot + 4, x, foot]
        drawing.add(Polygon(tip, fillColor=INK, strokeColor=None))
        last = max(x, last + _APART)
        drawing.add(_text(last, foot + 5.2, str(number), INK, "middle", BOLD))


def _legend(drawing: Drawing, palette: _Palette) -> None:
    x = _LEFT + 150.0
    entries = (
        (palette.curves[MALIGNANT], P_CLASS[MALIGNANT].title),
        (palette.curves[BENIGN], P_CLASS[BENIGN].title),
        (palette.liver, "liver area"),
        (palette.lesion, "lesion area"),
    )
    for colour, words in entries:
        drawing.add(Rect(x, 2.2, 7, 4.4, fillColor=colour, strokeColor=None))
        drawing.add(_text(x + 9.5, 2, words, FAINT))
        x += 18 + 3.9 * len(words)


def _words(analysis: Analysis) -> str:
    first, last = (_WHOLE_MM.text(analysis.series.positions_mm[k]) for k in (0, -1))
    interval = analysis.slice_interval
    shaded = f" {sentences.what_is_shaded(interval.n_views)}" if interval is not None else ""
    return f"{sentences.how_to_read_the_chart(first, last)}{shaded}"


def _text(
    x: float, y: float, words: str, colour: Color, anchor: str = "start", font: str = FONT
) -> String:
    return String(
        x, y, words, fontName=font, fontSize=_LETTERS, fillColor=colour, textAnchor=anchor
    )
