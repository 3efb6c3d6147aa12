"""A line in any script: letters in the fonts that have them, joined and in the order they are read.

Direction is python-bidi's (Unicode's bidirectional algorithm, UAX #9) and shaping HarfBuzz's,
through reportlab.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bidi import get_display
from bidi.mirror import MIRRORED
from fontTools.unicodedata import script, script_extension, script_horizontal_direction
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import shapeStr
from reportlab.pdfgen.canvas import Canvas

from core.person_name import END, ISOLATE
from core.report.fonts import FONT, font_of, font_to_shape_in, register_fonts

#: Letters of these stand one after the other as they are; all others go through HarfBuzz.
_PLAIN = frozenset(
    {"Latn", "Grek", "Cyrl", "Armn", "Geor", "Hani", "Hira", "Kana", "Hang", "Bopo", "Zyyy"}
)


#: A mark that shows nothing and stays with the sign it follows.
_TAG = "\N{VARIATION SELECTOR-1}"
_SIGN = f"[{re.escape(''.join(MIRRORED))}]"
_TAGGED = re.compile(f"(?P<same>{_SIGN}){_TAG}|{_TAG}(?P<other>{_SIGN})")


@dataclass(frozen=True)
class Run:
    """A part of a line in one font, in the order it is drawn in."""

    font: str
    #: As reportlab draws it: a `ShapedStr` where letters are joined or moved.
    text: str
    #: Points.
    width: float
    #: The letters behind a shaped `text`. Not of one from right to left: programs that read a PDF
    #: turn those round by themselves, and would turn this too.
    meaning: str = ""


def is_plain(text: str) -> bool:
    """Whether `FONT` shows all of it, letter by letter from left to right."""
    if text.isascii():
        return True
    return all(c.isascii() or (font_of(c) == FONT and script(c) in _PLAIN) for c in text)


def runs_of(text: str, font: str, size: float) -> list[Run]:
    """The line from left to right; `font` is `FONT` or `BOLD`. Every letter needs a font."""
    register_fonts()
    if text.isascii():
        return [Run(font, text, stringWidth(text, font, size))]
    visual = _mirrored(get_display(re.sub(_SIGN, rf"\g<0>{_TAG}", text), base_dir="L"))
    parts = itertools.groupby(_placed(visual), key=lambda letter: letter[:-1])
    return [_run("".join(letter for *_, letter in group), key, font, size) for key, group in parts]


def draw_line(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    """Draw `text` from `x` on, its baseline at `y`, points, in the canvas's fill colour."""
    line = canvas.beginText(x, y)
    for run in runs_of(text, font, size):
        line.setFont(run.font, size)
        if run.meaning:
            # For a search, a copy or a screen reader: replacement text (PDF 32000-1, 14.9.4).
            hexadecimal = f"\ufeff{run.meaning}".encode("utf-16-be").hex()
            line._code.append(f"/Span <</ActualText <{hexadecimal}>>> BDC")
        line.textOut(run.text)
        if run.meaning:
            line._code.append("EMC")
    canvas.drawText(line)


def line_width(text: str, font: str, size: float) -> float:
    """Points."""
    return sum(run.width for run in runs_of(text, font, size))


def _placed(visual: str) -> Iterator[tuple[str, bool, bool, str]]:
    """(font, to shape, from right to left, letter) of each letter, without invisible marks.

    A mark above or below a letter, and a joiner, goes with its letter.
    """
    backwards = [_is_rtl(letter) for letter in visual]
    last = (FONT, False, False)
    for letter, rtl in zip(visual, backwards, strict=True):
        if letter in (ISOLATE, END):
            continue
        own = script(letter)
        if own != "Zinh":
            last = (font_of(letter), own not in _PLAIN, rtl)
        elif not rtl:
            last = (last[0], True, last[2])
        yield (*last, letter)


def _mirrored(visual: str) -> str:
    """Brackets turned where they are read from right to left, which python-bidi leaves to us: there
    the tag that followed the sign stands before it."""
    return _TAGGED.sub(lambda found: found["same"] or MIRRORED[found["other"]], visual)


def _is_rtl(letter: str) -> bool:
    """A letter or mark of a script that runs from right to left; digits never do."""
    if unicodedata.bidirectional(letter) not in ("R", "AL", "NSM", "BN"):
        return False
    return any(script_horizontal_direction(one) == "RTL" for one in script_extension(letter))


def _run(text: str, key: tuple[str, bool, bool], font: str, size: float) -> Run:
    own, shape, rtl = key
    name = font if own == FONT else own
    if not shape:
        return Run(name, text, stringWidth(text, name, size))
    name = font_to_shape_in(name)
    # HarfBuzz wants the order of writing, and gives the order of drawing.
    shaped = shapeStr(text[::-1] if rtl else text, name, size, force=True)
    width = sum(one.x_advance for one in shaped.__shapeData__) * size / 1000
    return Run(name, shaped, width, "" if rtl else text)
