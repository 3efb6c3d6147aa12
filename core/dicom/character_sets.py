"""Bytes of a header as letters (PS3.5 6.1 and 6.1.2), also where the file states its set wrongly.

pydicom decodes the sets of the standard. Files also misspell them, leave them out, or hold other
bytes than they state; what can be proved is read right, and the rest is said to be in doubt.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from pydicom.charset import (
    CODES_TO_ENCODINGS,
    STAND_ALONE_ENCODINGS,
    convert_encodings,
    decode_bytes,
    default_encoding,
    python_encoding,
)

from core.dicom import sentences
from core.person_name import JOINERS
from core.sentence import Sentence

#: Bytes that end what an escape sequence switched on (PS3.5 6.1.2.5.3).
NAME_DELIMITERS = frozenset(b"\\^=")
TEXT_DELIMITERS = frozenset(b"\\\r\n\f\t")

_ESCAPE = b"\x1b"
#: The escape sequence that Python's codec of its set, GB 2312, leaves in the text.
_LEFT_OVER = "\x1b$)A"
#: `ISO_IR 100` and `ISO 2022 IR 100`, with any or no marks between the parts.
_SPELLING = re.compile(r"ISO[ _-]*(2022)?[ _-]*(?:IR)?[ _-]*(\d{1,3})", re.IGNORECASE)
#: Sets outside the standard that files name all the same, as Python calls them.
_OTHER_SETS = ("big5", "cp", "euc_", "gb", "iso8859", "koi8", "shift_jis", "tis", "utf-8")
#: In text of these, a letter with an accent is not followed by the signs that two and more bytes
#: of UTF-8 look like; the letters of other single-byte sets could be.
_LATIN = frozenset(
    {default_encoding, "latin_1", "iso8859_2", "iso8859_3", "iso8859_4", "iso_ir_148"}
)
_STAND_ALONE = frozenset(python_encoding[term] for term in STAND_ALONE_ENCODINGS)
#: No set has these as letters.
_NOT_OF_A_SET = re.compile("[\x1b\x80-\x9f\N{REPLACEMENT CHARACTER}]")


def decoded(value: bytes, terms: Sequence[str], *, name: bool) -> tuple[str, Sentence | None]:
    """(letters on one line, why they may be wrong or None) of `value`.

    Args:
        terms: the values of Specific Character Set; none at all means ASCII.
        name: a person's name, whose parts are separated by signs of their own.
    """
    text, doubt = _decoded(value, terms, NAME_DELIMITERS if name else TEXT_DELIMITERS)
    if text.isprintable():
        return text.strip(" "), doubt
    kept = JOINERS if name else ""
    # A line break or an escape in a name would break the line in which it is shown.
    return "".join(c if c.isprintable() or c in kept else " " for c in text.strip(" \0")), doubt


def is_plain(value: bytes) -> bool:
    """Whether it reads the same in every character set."""
    return value.isascii() and _ESCAPE not in value


def _decoded(
    value: bytes, terms: Sequence[str], delimiters: frozenset[int]
) -> tuple[str, Sentence | None]:
    if is_plain(value):
        return value.decode("ascii"), None
    known = [_known(term) for term in terms]
    encodings = convert_encodings([term or "" for term in known])
    if _ESCAPE not in value and encodings[0] in _LATIN and (text := _utf_8(value)) is not None:
        return text, None
    if encodings[0] not in _STAND_ALONE:
        # An escape sequence says itself what it switches to, stated or not.
        encodings += [one for one in CODES_TO_ENCODINGS.values() if one not in encodings]
    try:
        text = decode_bytes(value, encodings, set(delimiters)).replace(_LEFT_OVER, "")
    except (LookupError, ValueError):
        return value.decode("latin-1"), sentences.headers.name_not_in_character_set()
    if "\N{REPLACEMENT CHARACTER}" in text and (other := _utf_8(value)) is not None:
        return other, None
    if None in known:
        return text, sentences.headers.name_in_unknown_character_set()
    beyond_ascii = encodings[0] == default_encoding and not value.split(_ESCAPE)[0].isascii()
    if beyond_ascii or _NOT_OF_A_SET.search(text):
        headers = sentences.headers
        unstated = not any(terms)
        return text, (
            headers.name_without_character_set()
            if unstated
            else headers.name_not_in_character_set()
        )
    return text, None


def _known(term: str) -> str | None:
    """`term` as the standard, or Python, spells it; None if it names no set."""
    if not term or term in python_encoding:
        return term
    if found := _SPELLING.fullmatch(term):
        spelt = f"ISO 2022 IR {found[2]}" if found[1] else f"ISO_IR {found[2]}"
        return spelt if spelt in python_encoding else None
    try:
        name = codecs.lookup(term).name
    except LookupError:
        return None
    return name if name.startswith(_OTHER_SETS) else None


def _utf_8(value: bytes) -> str | None:
    """`value` as UTF-8; None if it isn't, or has no letter that would show it."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if text.isascii() else text
