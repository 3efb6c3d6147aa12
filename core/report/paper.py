"""What the report is printed with: page, colours for white paper, styles, paragraphs."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, TableStyle

from core.labels import (
    BENIGN,
    DISPLAY_NAMES,
    INDETERMINATE,
    MALIGNANT,
    NORMAL,
    NOT_ASSESSABLE,
)
from core.person_name import END, ISOLATE, JOINERS
from core.report.fonts import BOLD, FONT, font_of, register_fonts
from core.report.script_lines import ScriptLines
from core.report.scripts import is_plain

PAGE = A4
MARGIN = 18 * mm
#: Width that text and tables have.
WIDTH = PAGE[0] - 2 * MARGIN

#: The letters of the report that is being made that no font has, in the order they came.
letters_missing: dict[str, None] = {}
#: For direction and joins; they show nothing.
_INVISIBLE = frozenset({ISOLATE, END, *JOINERS})
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


def printable(text: str) -> str:
    """`text` on one line; a letter that no font has stands as its number, `[U+1F642]`."""
    words = unicodedata.normalize("NFC", " ".join(_SPACES.split(text.strip())))
    return "".join(map(_printable, words))


def _printable(letter: str) -> str:
    if letter.isascii() or letter in _INVISIBLE or font_of(letter):
        return letter
    if unicodedata.category(letter) in ("Cc", "Cf") or "VARIATION SELECTOR" in unicodedata.name(
        letter, ""
    ):
        return ""
    letters_missing[letter] = None
    return f"[U+{ord(letter):04X}]"


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


def paragraph(text: str, style: ParagraphStyle = BODY, lead: str = "") -> Flowable:
    """Plain text in any script; `lead` stands before it in bold."""
    return _set(printable(text), style, lead=printable(lead))


def bullets(sentences: Iterable[str]) -> list[Flowable]:
    return [_set(printable(one), ITEM, bullet="\N{BULLET}") for one in sentences]


def _set(text: str, style: ParagraphStyle, *, lead: str = "", bullet: str = "") -> Flowable:
    """What is `printable` as reportlab sets it, or by ourselves where it can't."""
    if not is_plain(lead + text):
        return ScriptLines(text, style, lead=lead, bullet=bullet)
    register_fonts()
    bold = f'<font name="{BOLD}">{html.escape(lead, quote=False)}</font> ' if lead else ""
    return Paragraph(bold + html.escape(text, quote=False), style, bulletText=bullet or None)


def section(title: str, first: list, *rest: object) -> list:
    """A heading that stays with what comes first under it."""
    return [KeepTogether([paragraph(title, HEADING), *first]), *rest]


def class_name(name: str) -> str:
    return DISPLAY_NAMES.get(name, name.capitalize())
