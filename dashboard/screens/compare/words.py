"""Figures of a comparison as people read them."""

from __future__ import annotations

from core.labels import BENIGN, COLOURS, MALIGNANT
from dashboard.screens.compare import sentences

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


def reference_legend() -> str:
    """HTML: what the narrow strips above those of the models are."""
    drawn = {
        "liver": COLOURS["liver"],
        "benign lesion": COLOURS[BENIGN],
        "lesion": COLOURS[MALIGNANT],
    }
    patches = "".join(
        f'<span><i style="background:{colour}"></i>{name}</span>' for name, colour in drawn.items()
    )
    return f'<div class="ll-drawn">{sentences.what_the_reference_strip_is()}{patches}</div>'
