"""A comparison on one picture: the most different slice, the curves, the table."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from scipy import ndimage

from core import DISCLAIMER
from core.calm import slice_for_window
from core.comparison import Comparison, ModelRun
from core.dejavu import picture_font
from core.labels import (
    COLOURS,
    DISPLAY_NAMES,
    LESION_CODES,
    LIVER_CODE,
    MALIGNANT,
    SLICE_CLASSES,
)
from core.liver_window import opening_window
from core.preprocessing import InPlaneOrientation
from core.series import Series
from core.vocabulary import VERDICT
from core.vocabulary.forms import interval
from core.vocabulary.patient import headline
from core.vocabulary.slices import SLICE_ONE_IS

#: One for each model, apart for colour-blind readers (Okabe & Ito 2008, "Color universal design").
MODEL_COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#cc79a7")
#: Pixels. The picture is drawn twice as large and then halved, for smooth lines.
WIDTH, MARGIN, GAP, LINE = 1400, 40, 20, 26
CURVES_HEIGHT = 240
TALLEST_PANEL = 420
#: Shown around the liver.
AROUND_LIVER_MM = 20.0
_SCALE = 2
_PAPER, _INK, _FAINT, _GRID = "#0b0e12", "#dfe5ec", "#8b97a4", "#242d38"
#: Column title -> its place as a share of the width.
_COLUMNS = {
    "Model": 0.0,
    "Patient": 0.27,
    VERDICT.title: 0.42,
    "Lesions": 0.52,
    "ms per slice, p95": 0.6,
    "Series": 0.74,
    "Parameters": 0.82,
    "Peak memory": 0.91,
}


def comparison_png(comparison: Comparison) -> bytes:
    """The picture as PNG, with the notice on it and in its text."""
    text = PngInfo()
    text.add_text("Disclaimer", DISCLAIMER)
    stream = io.BytesIO()
    comparison_image(comparison).save(stream, "PNG", pnginfo=text)
    return stream.getvalue()


def comparison_image(comparison: Comparison) -> Image.Image:
    """CT panels with each model's outlines above p(malignant) by slice above the table."""
    panels = _panels(comparison)
    table_height = LINE * (len(comparison.runs) + 1)
    heights = (LINE * 2, panels.height / _SCALE + LINE, CURVES_HEIGHT + 2 * LINE, table_height)
    height = round(sum(heights) + 2 * MARGIN + 3 * GAP)
    picture = Image.new("RGB", (WIDTH * _SCALE, height * _SCALE), _PAPER)
    draw = _Pen(picture)
    top = float(MARGIN)
    draw.text(MARGIN, top, _title(comparison), size=22)
    top += heights[0]
    draw.text(MARGIN, top, _caption(comparison), _FAINT)
    picture.paste(panels, (MARGIN * _SCALE, round((top + LINE) * _SCALE)))
    top += heights[1] + GAP
    _curves(draw, comparison, top)
    top += heights[2] + GAP
    _table(draw, comparison, top)
    draw.text(MARGIN, height - MARGIN / 2 - LINE / 2, DISCLAIMER, _FAINT)
    return picture.resize((WIDTH, height), Image.Resampling.LANCZOS)


def shown_slice(comparison: Comparison) -> int:
    """The most different slice; where all agree, the one with most lesion, else with most liver."""
    if comparison.disagreements:
        return comparison.disagreements[0].slice_index
    analyses = [run.analysis for run in comparison.runs]
    lesion = np.sum([one.lesion_area_mm2 for one in analyses], axis=0)
    liver = np.sum([one.liver_area_mm2 for one in analyses], axis=0)
    return int((lesion if lesion.any() else liver).argmax())


def outlines(mask: np.ndarray) -> np.ndarray:
    """(y, x) uint8: 0, or the code whose border, one pixel wide, runs there; lesions on top."""
    lines = np.zeros(mask.shape, np.uint8)
    regions = {LIVER_CODE: mask >= LIVER_CODE} | {code: mask == code for code in LESION_CODES}
    for code, region in regions.items():
        lines[region & ~ndimage.binary_erosion(region)] = code
    return lines


def _panels(comparison: Comparison) -> Image.Image:
    """The slice once per model, side by side, in the radiological view with square pixels."""
    n = len(comparison.runs)
    index = shown_slice(comparison)
    room = (WIDTH - 2 * MARGIN - (n - 1) * GAP) / n
    box = _liver_box(comparison)
    window = opening_window(comparison.series)
    one = [_panel(run, comparison.series, index, box, room, window) for run in comparison.runs]
    step = round((room + GAP) * _SCALE)
    row = Image.new("RGB", ((WIDTH - 2 * MARGIN) * _SCALE, one[0].height + LINE * _SCALE), _PAPER)
    draw = _Pen(row)
    for number, (run, panel) in enumerate(zip(comparison.runs, one, strict=True)):
        row.paste(panel, (number * step, LINE * _SCALE))
        p = run.analysis.probabilities[index]
        said = f"{run.name}: {DISPLAY_NAMES[SLICE_CLASSES[int(p.argmax())]]}, {p[2]:.2f}"
        draw.text(number * step / _SCALE, 2, said, MODEL_COLOURS[number], width=room)
    return row


def _liver_box(comparison: Comparison) -> tuple[slice, slice]:
    """Rows and columns of the radiological view around all that any model calls liver, on any
    slice, with room around it; the whole slice where there is no liver."""
    series = comparison.series
    view = InPlaneOrientation.of(series)
    liver = np.any([run.analysis.mask.any(axis=0) for run in comparison.runs], axis=0)
    liver = view.to_radiological(liver)
    box = []
    for axis, spacing in enumerate(_spacing_mm(series)):
        hits = np.flatnonzero(liver.any(axis=1 - axis))
        around = round(AROUND_LIVER_MM / spacing)
        first, last = (hits[0], hits[-1]) if len(hits) else (0, liver.shape[axis] - 1)
        box.append(slice(max(0, int(first) - around), int(last) + around + 1))
    return box[0], box[1]


def _spacing_mm(series: Series) -> tuple[float, float]:
    """(row, column) of the radiological view."""
    row_mm, column_mm = series.spacing_mm[1:]
    return (column_mm, row_mm) if InPlaneOrientation.of(series).transpose else (row_mm, column_mm)


def _panel(
    run: ModelRun,
    series: Series,
    index: int,
    box: tuple[slice, slice],
    room: float,
    window: tuple[float, float],
) -> Image.Image:
    view = InPlaneOrientation.of(series)
    width, level = window
    plane = slice_for_window(series, index, width)
    ct = view.to_radiological(plane)[box].astype(np.float32)
    grey = np.clip((ct - (level - width / 2)) / width, 0.0, 1.0) * 255
    lines = outlines(view.to_radiological(run.analysis.mask[index])[box])
    colours = np.array(
        [_rgb(COLOURS[name]) for name in ("background", "liver", *SLICE_CLASSES[1:])]
    )
    rgb = np.where(lines[..., None] > 0, colours[lines], grey[..., None])
    picture = Image.fromarray(np.rint(rgb).astype(np.uint8))
    row_mm, column_mm = _spacing_mm(series)
    tall, wide = picture.height * row_mm, picture.width * column_mm
    zoom = min(room / wide, TALLEST_PANEL / tall) * _SCALE
    return picture.resize((round(wide * zoom), round(tall * zoom)), Image.Resampling.BILINEAR)


def _curves(draw: _Pen, comparison: Comparison, top: float) -> None:
    """p(malignant) by slice, 1 the most inferior; a line where the panels are."""
    draw.text(MARGIN, top, "p(malignant) by slice", _FAINT)
    left, right = MARGIN + 40, WIDTH - MARGIN
    upper, lower = top + LINE + 6, top + LINE + CURVES_HEIGHT
    n = comparison.series.n_slices

    def at(index: float, p: float) -> tuple[float, float]:
        return left + (right - left) * (index + 0.5) / n, lower - (lower - upper) * p

    for p in (0.0, 0.5, 1.0):
        y = at(0, p)[1]
        draw.line([(left, y), (right, y)], _GRID)
        draw.text(MARGIN, y - 9, f"{p:.1f}", _FAINT, size=14)
    ticks = np.unique(np.linspace(0, n - 1, min(n, 10)).round().astype(int))
    for index in ticks.tolist():
        draw.text(at(index, 0)[0] - 6, lower + 6, str(index + 1), _FAINT, size=14)
    shown = at(shown_slice(comparison), 0)[0]
    draw.line([(shown, upper), (shown, lower)], _FAINT)
    column = SLICE_CLASSES.index(MALIGNANT)
    for run, colour in zip(comparison.runs, MODEL_COLOURS, strict=False):
        points = [at(k, float(p)) for k, p in enumerate(run.analysis.probabilities[:, column])]
        draw.line(points, colour, width=2)


def _table(draw: _Pen, comparison: Comparison, top: float) -> None:
    room = WIDTH - 2 * MARGIN
    for title, share in _COLUMNS.items():
        draw.text(MARGIN + share * room, top, title, _FAINT)
    for number, run in enumerate(comparison.runs):
        y = top + (number + 1) * LINE
        cells = zip(_COLUMNS.values(), _cells(run), strict=True)
        for share, text in cells:
            colour = MODEL_COLOURS[number] if share == 0 else _INK
            draw.text(MARGIN + share * room, y, text, colour, width=0.26 * room)


def _cells(run: ModelRun) -> tuple[str, ...]:
    patient = run.analysis.patient
    ms = run.ms_per_slice_median
    return (
        run.name,
        headline(patient),
        VERDICT.text(patient),
        str(len(run.analysis.lesions)),
        "-" if ms is None else f"{ms:.1f}, {run.ms_per_slice_p95:.1f}",
        f"{run.seconds:.1f} s",
        "-" if run.parameters is None else f"{run.parameters / 1e6:.1f} M",
        "-" if run.peak_memory_bytes is None else f"{run.peak_memory_bytes / 2**20:.0f} MiB",
    )


def _title(comparison: Comparison) -> str:
    n = comparison.series.n_slices
    return f"{len(comparison.runs)} models on one series of {n} {'slice' if n == 1 else 'slices'}"


def _caption(comparison: Comparison) -> str:
    number = shown_slice(comparison) + 1
    which = f"Slice {number} (1 is {SLICE_ONE_IS[comparison.series.plane]})"
    if not comparison.disagreements:
        return f"{which}: the models agree on every slice."
    first = comparison.disagreements[0]
    return (
        f"{which}, where they differ most: p(malignant) "
        f"{interval(min(first.p_malignant.values()), max(first.p_malignant.values()))}. "
        "Green: liver; blue: benign-looking; red: malignant-looking."
    )


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue


class _Pen:
    """Draws in the picture's final pixels on its enlarged canvas."""

    def __init__(self, picture: Image.Image) -> None:
        self._draw = ImageDraw.Draw(picture)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 1) -> None:
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        colour: str = _INK,
        *,
        size: int = 16,
        width: float | None = None,
    ) -> None:
        """Cut short with an ellipsis where it is longer than `width`."""
        font = picture_font(size * _SCALE)
        if width is not None and font.getlength(text) > width * _SCALE:
            while text and font.getlength(text + "...") > width * _SCALE:
                text = text[:-1]
            text += "..."
        self._draw.text((x * _SCALE, y * _SCALE), text, fill=colour, font=font)
