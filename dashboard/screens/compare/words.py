"""Figures of a comparison as people read them."""

from __future__ import annotations

#: Where there is no answer: nothing to divide by, or the same value on every slice.
NONE = "–"


def share(value: float | None) -> str:
    """Two decimals; a typographic minus."""
    return NONE if value is None else f"{value:.2f}".replace("-", "−")


def milliseconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"


def millimetres(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"


def megabytes(n_bytes: int | None) -> str:
    return NONE if n_bytes is None else f"{n_bytes / 1e6:.1f}"


def millions(count: int | None) -> str:
    return NONE if count is None else f"{count / 1e6:.1f}"
