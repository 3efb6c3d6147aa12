"""How much a text is made of, before it is taken apart."""

from __future__ import annotations


def marks(text: bytes, which: bytes) -> int:
    """How many of these letters are in it."""
    return sum(text.count(one) for one in which)
