"""What the report is printed with: page, colours for white paper, a font that has ² × – ≤."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, TableStyle

from core.labels import (
    BENIGN,
    DISPLAY_NAMES,
    INDETERMINATE,
    MALIGNANT,
    NORMAL,
    NOT_ASSESSABLE,
)

PAGE = A4
MARGIN = 18 * mm
#: Width that text and tables have.
WIDTH = PAGE[0] - 2 * MARGIN

FONT, BOLD = "LiverLens", "LiverLens-Bold"
#: Stands for a letter that the font has not.
MISSING = "\N{WHITE SQUARE}"
#: Not the no-break space, which stays.
_SPACES = re.compile(r"[ \t\r\n\f\v]+")

INK, FAINT, RULE = HexColor("#1b232c"), HexColor("#5b6875"), HexColor("#cfd6dd")
BAND = HexColor("#f3f5f8")
#: Behind a caution, by how much it weighs.
STOP_BAND, WARN_BAND = HexColor("#fbe3e1"), HexColor("#fdf3e3")
#: `core.labels.COLOURS` is for dark screens; these read on white, and apart in grey as well.
CLASS_COLOURS: dict[str, Color] = {
    NORMAL: HexColor("#1f8a4c"),
    BENIGN: HexColor("#1d62b8"),
    MALIGNANT: HexColor("#b3261e"),
    INDETERMINATE: HexColor("#56616d"),
    NOT_ASSESSABLE: HexColor("#75592a"),
}
LIVER_COLOUR = HexColor("#6fcf97")
#: In place of every colour of a class where the series is not assessable.
GREYED = HexColor("#9aa4ae")


@functools.cache
def register_fonts() -> frozenset[int]:
    """Make `FONT` and `BOLD` known to reportlab: DejaVu Sans, which comes with matplotlib.

    Returns:
        The code points that both can show.
    """
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    faces = [TTFont(FONT, folder / "DejaVuSans.ttf"), TTFont(BOLD, folder / "DejaVuSans-Bold.ttf")]
    for face in faces:
        pdfmetrics.registerFont(face)
    pdfmetrics.registerFontFamily(FONT, FONT, BOLD, FONT, BOLD)
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))


def printable(text: str) -> str:
    """`text` on one line, with `MISSING` for each letter that the font has not."""
    known = register_fonts()
    return "".join(c if ord(c) in known else MISSING for c in " ".join(_SPACES.split(text.strip())))


def text_width(text: str, font: str, size: float) -> float:
    """Width of a line in points; `font` is `FONT` or `BOLD`."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def markup(text: str) -> str:
    """Any text as a `Paragraph` takes it."""
    return html.escape(printable(text), quote=False)


def _style(name: str, size: float, **more: object) -> ParagraphStyle:
    values = {"fontName": FONT, "textColor": INK, "leading": size * 1.36, **more}
    return ParagraphStyle(name, fontSize=size, **values)


BODY = _style("body", 9, spaceAfter=3)
SMALL = _style("small", 7.6, textColor=FAINT, spaceAfter=2)
#: Under a table or a picture.
BELOW = SMALL.clone("below", spaceBefore=4)
CELL = _style("cell", 7.6)
CELL_RIGHT = _style("cell-right", 7.6, alignment=TA_RIGHT)
TITLE = _style("title", 17, fontName=BOLD, leading=21)
HEADING = _style("heading", 11, fontName=BOLD, spaceBefore=10, spaceAfter=4, keepWithNext=1)
SUBHEADING = _style("subheading", 8.6, fontName=BOLD, spaceBefore=5, spaceAfter=2, keepWithNext=1)
#: Behind a paragraph that must not be missed; splits over pages, which a table's cell would not.
WARNING = _style(
    "warning",
    8.6,
    backColor=WARN_BAND,
    borderPadding=(3, 5, 3, 5),
    leftIndent=5,
    rightIndent=5,
    spaceBefore=4,
    spaceAfter=9,
)
STOP = WARNING.clone("stop", backColor=STOP_BAND)
NOTE = WARNING.clone("note", backColor=BAND)
ITEM = _style("item", 7.6, leftIndent=9, bulletIndent=1, spaceAfter=2)

#: Left and right of a cell, points.
CELL_PADDING = 3
#: Ruled lines and little air; the first row is a heading.
TABLE = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, FAINT),
    ("LINEBELOW", (0, 1), (-1, -1), 0.3, RULE),
    ("LEFTPADDING", (0, 0), (-1, -1), CELL_PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), CELL_PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 2.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
)


def table_style(*more: tuple) -> TableStyle:
    return TableStyle([*TABLE, *more])


def paragraph(text: str, style: ParagraphStyle = BODY, lead: str = "") -> Paragraph:
    """Plain text, escaped; `lead` stands before it in bold."""
    bold = f'<font name="{BOLD}">{markup(lead)}</font> ' if lead else ""
    return Paragraph(bold + markup(text), style)


def bullets(sentences: Iterable[str]) -> list[Paragraph]:
    register_fonts()
    return [Paragraph(markup(one), ITEM, bulletText="\N{BULLET}") for one in sentences]


def section(title: str, first: list, *rest: object) -> list:
    """A heading that stays with what comes first under it."""
    return [KeepTogether([paragraph(title, HEADING), *first]), *rest]


def class_name(name: str) -> str:
    return DISPLAY_NAMES.get(name, name.capitalize())
