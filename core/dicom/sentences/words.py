"""Counts and lists as they read in a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def counted(count: int, noun: str) -> str:
    """ "1 slice" or "3 slices"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Iterable[str], at_most: int) -> str:
    """ "a, b, c and 2 more"."""
    names = list(names)
    more = len(names) - at_most
    return ", ".join(names[:at_most]) + (f" and {more} more" if more > 0 else "")


def first_of(name: str, count: int) -> str:
    """ "IM003" or "IM003 and 2 more"."""
    return name if count == 1 else f"{name} and {count - 1} more"


def gigabytes(size: int) -> str:
    """ "1.5 GB" for a number of bytes, "120 MB" where it is less than one."""
    megabytes = round(size / 1e6)
    return f"{megabytes} MB" if megabytes < 1000 else f"{size / 1e9:.1f} GB"
