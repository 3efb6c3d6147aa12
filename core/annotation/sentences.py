"""Sentences about annotations."""

from __future__ import annotations


def damaged_outline() -> str:
    return "The outline can't be read: it doesn't fit the slices of this series."
