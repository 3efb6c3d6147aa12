"""A DICOM person name (PS3.5 6.2.1) as people write it."""

from __future__ import annotations

import unicodedata

#: Hold a name that runs from right to left together, so that what stands beside it, an ID say,
#: isn't drawn into it (UAX #9, isolates).
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
#: Invisible, and right in the middle of a name: Persian and Indic scripts join letters by them.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
#: Names in these scripts have the family name first and no comma.
_WITHOUT_COMMA = ("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "HANGUL")


def shown_name(name: str) -> str:
    """`"Yamada, Tarou (山田 太郎, やまだ たろう)"` for `Yamada^Tarou=山田^太郎=やまだ^たろう`.

    The groups are one name in three writings: alphabetic, ideographic and phonetic; the first that
    isn't empty stands before the brackets. A name with letters that run from right to left stands
    between `ISOLATE` and `END`, which are invisible.
    """
    groups = [words for group in name.split("=") if (words := _words(group))]
    first, *others = dict.fromkeys(groups) or [""]
    return f"{first} ({', '.join(others)})" if others else first


def _words(group: str) -> str:
    """One writing of the name."""
    parts = [part.strip() for part in group.split("^") if part.strip()]
    compact = all(_starts_without_comma(part) for part in parts)
    words = (" " if compact else ", ").join(parts)
    backwards = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)
    return f"{ISOLATE}{words}{END}" if backwards else words


def _starts_without_comma(part: str) -> bool:
    return unicodedata.name(part[0], "").startswith(_WITHOUT_COMMA)
