"""Which font shows which letter: DejaVu Sans, or the font that this computer has for a script.

DejaVu Sans has Latin, Greek, Cyrillic, Arabic and Hebrew (`core.dejavu`). For other scripts
a Noto Sans or a font for Chinese, Japanese and Korean is looked for where the system keeps its
fonts. reportlab takes TrueType outlines only, which Noto Sans CJK hasn't.
"""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

from fontTools.unicodedata import script, script_name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from core.dejavu import dejavu_file

FONT, BOLD = "LiverLens", "LiverLens-Bold"

#: Where Debian keeps Droid Sans Fallback, which isn't a folder that programs look into.
_MORE_FOLDERS = ("/usr/share/fonts-droid-fallback/truetype",)
#: Chinese, Japanese and Korean, the widest first; names of files in lower case.
_EAST_ASIAN = (
    "droidsansfallback.ttf",
    "droidsansfallbackfull.ttf",
    "wqy-microhei.ttc",
    "notosanssc-regular.ttf",
    "notosanstc-regular.ttf",
    "notosansjp-regular.ttf",
    "notosanskr-regular.ttf",
    "nanumgothic.ttf",
    "arial unicode.ttf",
    "msyh.ttc",
    "msgothic.ttc",
    "malgun.ttf",
)
_EAST_ASIAN_SCRIPTS = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})

#: Fonts of the report that is being made, by file; None for one that reportlab doesn't take.
_loaded: dict[Path, TTFont | None] = {}


@functools.cache
def register_fonts() -> frozenset[int]:
    """Make `FONT` and `BOLD` known to reportlab: DejaVu Sans.

    Returns:
        The code points that both can show.
    """
    faces = [TTFont(FONT, dejavu_file()), TTFont(BOLD, dejavu_file(bold=True))]
    for face in faces:
        pdfmetrics.registerFont(face)
    pdfmetrics.registerFontFamily(FONT, FONT, BOLD, FONT, BOLD)
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))


def forget_fonts() -> None:
    """Before each report: shaping adds to a font, and the next report would differ by it."""
    _loaded.clear()


def font_of(letter: str) -> str:
    """The name by which reportlab knows a font that has the letter; `FONT` if it has, "" if none.

    Letters that `FONT` or `BOLD` has are in both.
    """
    if ord(letter) in register_fonts():
        return FONT
    for file in _candidates(script(letter)):
        font = _load(file)
        if font and ord(letter) in font.face.charToGlyph:
            return str(font.fontName)
    return ""


def font_to_shape_in(font: str) -> str:
    """`font`, or a copy of `FONT` or `BOLD` for it, to which shaping may add glyphs."""
    if font not in (FONT, BOLD):
        return font
    copy = _load(dejavu_file(bold=font == BOLD))
    return str(copy.fontName) if copy else font


def _load(file: Path) -> TTFont | None:
    if file not in _loaded:
        try:
            _loaded[file] = font = TTFont(f"{FONT}-{file.stem}", file)
            pdfmetrics.registerFont(font)
        except (TTFError, OSError):
            _loaded[file] = None
    return _loaded[file]


@functools.cache
def _candidates(of_script: str) -> tuple[Path, ...]:
    """Files that may have the letters of a script (ISO 15924), the likeliest first."""
    own = script_name(of_script, default="").replace("_", "").lower()
    names: tuple[str, ...] = (f"notosans{own}-regular.ttf", f"notoserif{own}-regular.ttf")
    if of_script in _EAST_ASIAN_SCRIPTS:
        names = _EAST_ASIAN
    elif of_script in ("Zyyy", "Zinh"):  # signs that many scripts share
        names = ("notosans-regular.ttf", "notosanssymbols2-regular.ttf", *_EAST_ASIAN)
    return tuple(_files()[name] for name in names if name in _files())


@functools.cache
def _files() -> dict[str, Path]:
    """Name in lower case -> file, of each font of this computer."""
    from matplotlib.font_manager import findSystemFonts

    found = sorted([*findSystemFonts(), *findSystemFonts(list(_MORE_FOLDERS))])
    return {Path(file).name.lower(): Path(file) for file in found}


def described(letter: str) -> str:
    """`"U+738B CJK UNIFIED IDEOGRAPH-738B"`"""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()
