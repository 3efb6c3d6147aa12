"""The figures of model cards that the Models page shows (`core.vocabulary.figures`)."""

from __future__ import annotations

from typing import Any

from core.models import ModelCard
from core.vocabulary import figures as vocabulary
from core.vocabulary.figures import (
    BY_KEY,
    NOT_MEASURED,
    Figure,
    bounds,
    figure_text,
    interval_text,
    table,
)
from core.vocabulary.forms import finite

__all__ = [
    "BY_KEY",
    "FIGURES",
    "NOT_MEASURED",
    "PARTS",
    "USED_FOR",
    "Figure",
    "bounds",
    "figure_text",
    "figures_of",
    "number",
    "rows",
    "table",
    "text_with_interval",
]

number = finite
#: A figure before scaling stands in the hint of the figure after it.
FIGURES = tuple(
    figure
    for figure in vocabulary.FIGURES
    if figure not in (vocabulary.ACCURACY, vocabulary.ECE_BEFORE)
)

#: Part of the data -> the card's key of its figures, and what the part was used for.
PARTS: dict[str, str] = {"Test": "metrics", "Validation": "validation_metrics"}
USED_FOR = {
    "Test": "no model was trained on them; its card says if they were looked at between versions",
    "Validation": "weights and temperature were chosen by them, so the figures flatter",
}


def figures_of(card: ModelCard, part: str) -> dict[str, Any]:
    """The card's figures on that part ("Test" or "Validation"); empty where it has none."""
    return table(card.card.get(PARTS[part]))


def rows(value: object) -> list[dict[str, Any]]:
    """The tables in a list; none where it isn't one."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text_with_interval(value: object, interval: object) -> str:
    """`"0.94 (0.89–0.98)"` of what a card holds, two digits; `NOT_MEASURED` where it doesn't."""
    text, between = figure_text(number(value), 2), interval_text(bounds(interval))
    return f"{text} ({between})" if between else text
