"""The parts of a page that a program writes, between two marks that the page doesn't show."""

from __future__ import annotations


def put_between(text: str, begin: str, end: str, made: str) -> str:
    """`text` with `made` between the marks `begin` and `end`; the words around are left alone.

    Raises:
        ValueError: a mark is missing.
    """
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"the page has no marks {begin!r} and {end!r}")
    return f"{before}{begin}\n\n{made}\n\n{end}{after}"
