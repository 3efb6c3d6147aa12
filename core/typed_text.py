"""Text that a person typed, fit to be kept and shown to others.

Letters that show nothing (control codes, escapes, lone surrogates) and those that turn the
direction of a line become spaces. What joins letters in Persian, Indic scripts and emoji stays
between such letters.
"""

from __future__ import annotations

import re

from core.person_name import JOINERS

#: Between ASCII letters a joiner would only make two names that look alike.
_JOINER = re.compile(rf"(?<=[^\x00-\x7f])[{JOINERS}](?=[^\x00-\x7f])")


def one_line(text: str) -> str:
    """`"a b"` for `" a\\n\\u202eb\\x00"`."""
    return " ".join(_shown(text, "").split())


def lines(text: str) -> str:
    """The same, but its lines stay."""
    return _shown(text.replace("\r\n", "\n"), "\n").strip()


def _shown(text: str, kept: str) -> str:
    if text.isprintable():
        return text
    joiners = {found.start() for found in _JOINER.finditer(text)}
    return "".join(
        letter if letter.isprintable() or letter in kept or at in joiners else " "
        for at, letter in enumerate(text)
    )
