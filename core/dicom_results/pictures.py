"""The key slices as pictures: outlines, numbers, what is shown, and the notice, burned in."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from core import DISCLAIMER
from core.annotation.sentences import CORRECTED
from core.contours import contours
from core.dejavu import picture_font
from core.export.dicom.capture import Picture
from core.labels import (
    BENIGN,
    BENIGN_CODE,
    COLOURS,
    DISPLAY_NAMES,
    LIVER_CODE,
    MALIGNANT,
    MALIGNANT_CODE,
    NOT_ASSESSABLE,
)
from core.pipeline import Analysis
from core.report.field import Field
from core.report.key_slices import KeySlice, key_slices
from core.report.numbers import Box, place_numbers
from core.vocabulary.forms import HU
from core.vocabulary.patient import is_outside
from core.vocabulary.signal import with_unit
from core.vocabulary.slices import SLICE_ONE_IS

#: Letters of a number, and of the lines below; the picture's longer side has some 760 pixels.
_NUMBER, _LINE = 20, 16
_PAD, _FOOT = 4, 3 * (_LINE + 6) + 8
_GREY = "#a9b4c0"
_LINES = {
    LIVER_CODE: (COLOURS["liver"], 1),
    BENIGN_CODE: (COLOURS[BENIGN], 3),
    MALIGNANT_CODE: (COLOURS[MALIGNANT], 3),
}


def key_pictures(analysis: Analysis) -> list[Picture]:
    """The slices of the report's key images, radiological view, without anybody's name."""
    field = Field.of(analysis)
    shown = key_slices(analysis)
    return [
        Picture(_picture(analysis, field, one, f"Image {number} of {len(shown)}"), one.index)
        for number, one in enumerate(shown, start=1)
    ]


def _picture(analysis: Analysis, field: Field, one: KeySlice, title: str) -> np.ndarray:
    ct = field.ct(analysis.series, one.index).convert("RGB")
    mask, numbers = field.cut(analysis.mask[one.index]), field.cut(one.numbers)
    zoom = (ct.height / mask.shape[0], ct.width / mask.shape[1])
    draw = ImageDraw.Draw(ct)
    grey = is_outside(analysis.patient.category)
    for code, (colour, width) in _LINES.items():
        region = mask >= LIVER_CODE if code == LIVER_CODE else mask == code
        for line in contours(region):
            # The picture's corner is half a pixel before the first pixel's centre.
            points = [((x + 0.5) * zoom[1], (y + 0.5) * zoom[0]) for y, x in line.tolist()]
            draw.line(points, fill=_GREY if grey else colour, width=width, joint="curve")
    _numbers(draw, mask, numbers, zoom, ct.size, is_grey=grey)
    left = "A" if analysis.series.plane == "sagittal" else "R"
    draw.text((6, ct.height // 2 - _NUMBER // 2), left, font=picture_font(_NUMBER), **_ON_CT)
    return np.asarray(_with_foot(ct, _words(analysis, field, one, title)))


_ON_CT: dict[str, Any] = {"fill": "white", "stroke_width": 2, "stroke_fill": "black"}


def _numbers(
    draw: ImageDraw.ImageDraw,
    mask: np.ndarray,
    numbers: np.ndarray,
    zoom: tuple[float, float],
    size: tuple[int, int],
    *,
    is_grey: bool,
) -> None:
    """The number of each lesion beside it."""
    boxes = {}
    for number in np.unique(numbers[numbers > 0]).tolist():
        rows, columns = np.nonzero(numbers == number)
        boxes[number] = Box(
            columns.min() * zoom[1],
            rows.min() * zoom[0],
            (columns.max() + 1) * zoom[1],
            (rows.max() + 1) * zoom[0],
        )
    font = picture_font(_NUMBER)
    sizes = {n: (font.getlength(str(n)) + 2 * _PAD, _NUMBER + 2.0 * _PAD) for n in boxes}
    for number, box in place_numbers(boxes, sizes, size, gap=4).items():
        inside = mask[numbers == number]
        malignant = np.count_nonzero(inside == MALIGNANT_CODE) * 2 >= inside.size
        colour = COLOURS[MALIGNANT if malignant else BENIGN]
        place = (box.left, box.top, box.right, box.bottom)
        draw.rounded_rectangle(place, 4, fill=_GREY if is_grey else colour)
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        draw.text(middle, str(number), fill="black", font=font, anchor="mm")


def _words(analysis: Analysis, field: Field, one: KeySlice, title: str) -> list[str]:
    """At most three lines."""
    series = analysis.series
    where = f"slice {one.index + 1} of {series.n_slices}, 1 is {SLICE_ONE_IS[series.plane]}"
    window = with_unit(f"W {HU.text(field.width)} L {HU.text(field.level)}", series.unit)
    whose = CORRECTED if analysis.is_corrected else f"by {analysis.model_name}"
    colours = "Green: liver; blue: benign-looking; red: malignant-looking"
    if is_outside(analysis.patient.category):
        colours = f"{DISPLAY_NAMES[NOT_ASSESSABLE]}: shown in grey"
    return [
        f"{title}: {where}. {window}",
        f"Outlines {whose}. {colours}",
        f"LiverLens. {DISCLAIMER}",
    ]


def _with_foot(picture: Image.Image, lines: list[str]) -> Image.Image:
    """The picture over its lines, as wide as the longest of them."""
    font = picture_font(_LINE)
    width = max(picture.width, *(round(font.getlength(line)) + 20 for line in lines))
    framed = Image.new("RGB", (width, picture.height + _FOOT))
    framed.paste(picture, ((width - picture.width) // 2, 0))
    draw = ImageDraw.Draw(framed)
    for place, line in enumerate(lines):
        at = (10, picture.height + 6 + place * (_LINE + 6))
        draw.text(at, line, fill="white" if place == len(lines) - 1 else "#c5ced8", font=font)
    return framed
