"""The figures of the models as files, marked as research use only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from core import DISCLAIMER
from core.csv_table import csv_text
from core.models import ModelCard
from core.vocabulary.figures import GROUP_FIGURES
from dashboard.screens.models.cost import Speeds, megabytes
from dashboard.screens.models.figures import (
    BY_KEY,
    PARTS,
    bounds,
    figures_of,
    number,
    rows,
    table,
)
from dashboard.screens.models.groups import groups_of

CSV_COLUMNS = ("model", "part", "figure", "value", "ci95_low", "ci95_high", "n")


def figures_json(cards: Mapping[str, ModelCard], speeds: Speeds) -> str:
    """Everything measured, as the cards hold it, with what identifies each weights file."""
    return json.dumps(
        {
            "disclaimer": DISCLAIMER,
            "models": [
                {
                    "name": name,
                    "backbone": card.backbone,
                    "sha256": card.sha256,
                    "file_mb": megabytes(card),
                    "parameters": card.card.get("parameters"),
                    "temperature": card.card.get("temperature"),
                    "speed": speeds.get(name) or None,
                    "history": card.card.get("history"),
                    **{key: card.card.get(key) for key in PARTS.values()},
                }
                for name, card in cards.items()
            ],
        },
        indent=2,
    )


def figures_csv(cards: Mapping[str, ModelCard], speeds: Speeds) -> str:
    """One row per figure."""
    found: list[tuple] = []
    for name, card in cards.items():
        for part in PARTS:
            for figure, value, interval, n in _figures(figures_of(card, part)):
                low, high = interval or (None, None)
                found.append((name, part.lower(), figure, value, low, high, n))
        for key, value in speeds.get(name, {}).items():
            if number(value) is not None:
                found.append((name, None, key, value, None, None, None))
    return csv_text(CSV_COLUMNS, [dict(zip(CSV_COLUMNS, row, strict=True)) for row in found])


def _figures(metrics: dict) -> Iterator[tuple[str, float, tuple[float, float] | None, object]]:
    """(name, value, interval, n) of the headline, each class, size of lesion and group."""
    intervals = table(metrics.get("ci95"))
    for key, value in metrics.items():
        if number(value) is not None:
            n = BY_KEY[key].count(metrics) if key in BY_KEY else None
            yield key, value, bounds(intervals.get(key)), n or None
    for class_name, row in table(metrics.get("per_class")).items():
        for key in ("precision", "recall", "f1"):
            if number(table(row).get(key)) is not None:
                interval = bounds(table(row.get("ci95")).get(key))
                yield f"{key} {class_name}", row[key], interval, row.get("support", "")
    for row in rows(table(metrics.get("lesion_detection")).get("by_size")):
        if number(row.get("sensitivity")) is not None:
            found = f"lesion_sensitivity {row.get('size')}"
            yield found, row["sensitivity"], bounds(row.get("ci95")), row.get("n", "")
    for column in table(metrics.get("groups")):
        for row in groups_of(metrics, column):
            for figure in GROUP_FIGURES:
                if (group_value := figure.value(row)) is not None:
                    name = f"{figure.key} {column}={row.get('value')}"
                    yield name, group_value, figure.interval(row), figure.count(row) or None
