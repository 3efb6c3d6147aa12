"""A slice on paper: pixels below, contours and numbers as lines and letters above."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from reportlab.lib.colors import Color, white
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from core.contours import contours
from core.labels import BENIGN, BENIGN_CODE, LIVER_CODE, MALIGNANT, MALIGNANT_CODE
from core.report.fonts import BOLD
from core.report.numbers import Box, place_numbers
from core.report.paper import CLASS_COLOURS, FAINT, GREYED, LIVER_COLOUR
from core.report.scripts import line_width

_JPEG_QUALITY = 92
_LETTERS, _PAD = 7.5, 1.6
#: On black and grey the colours of the screen read better than those of paper.
_OUTLINES = {BENIGN_CODE: Color(0.35, 0.64, 1.0), MALIGNANT_CODE: Color(1.0, 0.48, 0.42)}
_PAPER = {BENIGN_CODE: CLASS_COLOURS[BENIGN], MALIGNANT_CODE: CLASS_COLOURS[MALIGNANT]}
#: mm on the patient that the bar in the corner stands for.
SCALE_BAR_MM = 50.0


@dataclass(frozen=True, eq=False)
class Overlay:
    """What is drawn over the pixels; both planes in the field's view."""

    #: (rows, columns) codes of `core.labels`.
    mask: np.ndarray
    #: (rows, columns) ids of lesions.
    numbers: np.ndarray
    #: mm a column.
    column_mm: float
    #: Grey lines and numbers: the series is not assessable.
    is_greyed: bool = False


class SlicePicture(Flowable):
    """`picture` at `width` points, radiological view, with an R on the patient's right."""

    def __init__(
        self, picture: Image.Image, overlay: Overlay, width: float, tallest: float
    ) -> None:
        super().__init__()
        zoom = min(width / picture.width, tallest / picture.height)
        self.width, self.height = picture.width * zoom, picture.height * zoom
        self._picture, self._overlay = picture, overlay

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(0, 0, self.width, self.height)
        canvas.clipPath(frame, stroke=0, fill=0)
        canvas.drawImage(_jpeg(self._picture), 0, 0, self.width, self.height)
        self._contours(canvas)
        self._numbers(canvas)
        self._side_and_scale(canvas)
        canvas.restoreState()

    def _contours(self, canvas: Canvas) -> None:
        mask = self._overlay.mask
        canvas.setLineWidth(0.55)
        canvas.setLineJoin(1)
        grey = self._overlay.is_greyed
        self._outline(canvas, mask >= LIVER_CODE, GREYED if grey else LIVER_COLOUR)
        canvas.setLineWidth(0.8)
        for code, colour in _OUTLINES.items():
            self._outline(canvas, mask == code, GREYED if grey else colour)

    def _outline(self, canvas: Canvas, region: np.ndarray, colour: Color) -> None:
        canvas.setStrokeColor(colour)
        path = canvas.beginPath()
        for line in contours(region):
            (x, y), *rest = (self._at(row, column) for row, column in line)
            path.moveTo(x, y)
            for point in rest:
                path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)

    def _at(self, row: float, column: float) -> tuple[float, float]:
        """Points from the lower left corner; (0, 0) is the centre of the first pixel."""
        rows, columns = self._overlay.mask.shape
        return (column + 0.5) / columns * self.width, (1 - (row + 0.5) / rows) * self.height

    def _numbers(self, canvas: Canvas) -> None:
        boxes = {}
        for number in np.unique(self._overlay.numbers[self._overlay.numbers > 0]).tolist():
            rows, columns = np.nonzero(self._overlay.numbers == number)
            left, top = self._at(rows.min() - 0.5, columns.min() - 0.5)
            right, bottom = self._at(rows.max() + 0.5, columns.max() + 0.5)
            boxes[number] = Box(left, self.height - top, right, self.height - bottom)
        sizes = {n: (line_width(str(n), BOLD, _LETTERS) + 2 * _PAD, _LETTERS + 1) for n in boxes}
        canvas.setFont(BOLD, _LETTERS)
        for number, box in place_numbers(boxes, sizes, (self.width, self.height)).items():
            inside = self._overlay.mask[self._overlay.numbers == number]
            malignant = np.count_nonzero(inside == MALIGNANT_CODE) * 2 >= inside.size
            paper = _PAPER[MALIGNANT_CODE if malignant else BENIGN_CODE]
            canvas.setFillColor(FAINT if self._overlay.is_greyed else paper)
            foot = self.height - box.bottom
            canvas.roundRect(
                box.left, foot, box.right - box.left, box.bottom - box.top, 1.5, stroke=0, fill=1
            )
            canvas.setFillColor(white)
            canvas.drawString(box.left + _PAD, foot + 1.6, str(number))

    def _side_and_scale(self, canvas: Canvas) -> None:
        canvas.setFillColor(white)
        canvas.setStrokeColor(white)
        canvas.setFont(BOLD, _LETTERS)
        _backed(canvas, 3, self.height / 2, "R")
        field_mm = self._overlay.mask.shape[1] * self._overlay.column_mm
        length = SCALE_BAR_MM / field_mm * self.width
        if length < self.width / 2:
            canvas.setLineWidth(1.2)
            canvas.line(4, 1.5 * mm, 4 + length, 1.5 * mm)
            _backed(canvas, 7 + length, 0.9 * mm, f"{SCALE_BAR_MM / 10:.0f} cm")


def _backed(canvas: Canvas, x: float, y: float, words: str) -> None:
    """White letters that read on bright bone and noise too."""
    canvas.setFillColor(Color(0, 0, 0, 0.6))
    width = line_width(words, BOLD, _LETTERS) + 2
    canvas.rect(x - 1, y - 1.6, width, _LETTERS + 1, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(x, y, words)


def _jpeg(picture: Image.Image) -> ImageReader:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    stream.seek(0)
    return ImageReader(stream)
