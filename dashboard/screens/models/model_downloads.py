"""The figures of the models as files, marked as research use only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from core import DISCLAIMER
from core.models import ModelCard
from dashboard.screens.models.cost import Speeds, megabytes
from dashboard.screens.models.figures import (
    BY_KEY,
    PARTS,
    bounds,
    count_of,
    figures_of,
    number,
    rows,
    table,
)

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
    """One row per figure, under a comment line with the disclaimer."""
    text = io.StringIO()
    text.write(f"# {DISCLAIMER}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for name, card in cards.items():
        for part in PARTS:
            for figure, value, interval, n in _figures(figures_of(card, part)):
                low, high = interval or ("", "")
                writer.writerow([name, part.lower(), figure, value, low, high, n])
        for key, value in speeds.get(name, {}).items():
            if number(value) is not None:
                writer.writerow([name, "", key, value, "", "", ""])
    return text.getvalue()


def _figures(metrics: dict) -> Iterator[tuple[str, float, tuple[float, float] | None, object]]:
    """(name, value, interval, n) of the headline, of each class and of each size of lesion."""
    intervals = table(metrics.get("ci95"))
    for key, value in metrics.items():
        if number(value) is not None:
            n = count_of(metrics, BY_KEY[key]) if key in BY_KEY else None
            yield key, value, bounds(intervals.get(key)), n or ""
    for class_name, row in table(metrics.get("per_class")).items():
        for key in ("precision", "recall", "f1"):
            if number(table(row).get(key)) is not None:
                interval = bounds(table(row.get("ci95")).get(key))
                yield f"{key} {class_name}", row[key], interval, row.get("support", "")
    for row in rows(table(metrics.get("lesion_detection")).get("by_size")):
        if number(row.get("sensitivity")) is not None:
            found = f"lesion_sensitivity {row.get('size')}"
            yield found, row["sensitivity"], bounds(row.get("ci95")), row.get("n", "")
