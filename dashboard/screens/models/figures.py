"""The figures of model cards: what they are called, what they mean, and reading them safely.

A card may be old, made by others, or hold no figures: what is absent or not a number is None, and
is shown as not measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from core.models import ModelCard

NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Figure:
    """One figure of merit."""

    key: str
    #: For a column and for a chart.
    title: str
    #: One sentence for those who don't know it.
    meaning: str
    #: Field and words of the n behind it.
    counted: str
    higher_is_better: bool = True
    digits: int = 3


FIGURES: tuple[Figure, ...] = (
    Figure(
        "liver_dice",
        "Liver Dice",
        "Overlap of the outlined liver with the labelled one, the pixels of all slices pooled; "
        "1 is perfect.",
        "{n_slices} slices",
    ),
    Figure(
        "lesion_dice",
        "Lesion Dice",
        "Overlap of the outlined lesions with the labelled ones, the pixels of all slices pooled.",
        "{n_lesion_slices} lesion slices",
    ),
    Figure(
        "auc_lesion",
        "AUC lesion",
        "Chance that a slice with a lesion scores higher than one without; 0.5 is guessing.",
        "{n_lesion_or_not} slices",
    ),
    Figure(
        "auc_malignant",
        "AUC malignant",
        "Chance that a malignant-looking slice scores higher for it than any other slice.",
        "{n_classified} slices",
    ),
    Figure(
        "macro_f1",
        "Macro F1",
        "Mean over normal, benign and malignant of the harmonic mean of precision and recall.",
        "{n_classified} slices",
    ),
    Figure(
        "ece",
        "ECE",
        "Expected calibration error, temperature-scaled: how far the stated probability is from "
        "the share that is right, on average.",
        "{n_classified} slices",
        higher_is_better=False,
    ),
    Figure(
        "lesion_sensitivity",
        "Lesions found",
        "Share of the labelled lesions that the outlined mask finds, one by one; see Lesions.",
        "{n_lesions} lesions",
        digits=2,
    ),
    Figure(
        "false_positives_per_slice",
        "False pos./slice",
        "Outlined lesions, per slice, where none is labelled.",
        "{n_outlined} slices",
        higher_is_better=False,
        digits=2,
    ),
)
BY_KEY = {figure.key: figure for figure in FIGURES}

#: Part of the data -> the card's key of its figures, and what the part was used for.
PARTS: dict[str, str] = {"Test": "metrics", "Validation": "validation_metrics"}
USED_FOR = {
    "Test": "trained on by none; where a model's were looked at between versions, its card says so",
    "Validation": "chosen on (kept weights and temperature were picked by these), so they flatter",
}


def figures_of(card: ModelCard, part: str) -> dict[str, Any]:
    """The card's figures on that part ("Test" or "Validation"); empty where it has none."""
    return table(card.card.get(PARTS[part]))


def table(value: object) -> dict[str, Any]:
    """`value` if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[dict[str, Any]]:
    """The tables in a list; none where it isn't one."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def number(value: object) -> float | None:
    """`value` if it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def figure_of(metrics: dict[str, Any], key: str) -> float | None:
    """One figure, None where it was not measured."""
    return number(metrics.get(key))


def interval_of(metrics: dict[str, Any], key: str) -> tuple[float, float] | None:
    """Its 95 % interval, None where there is none."""
    return bounds(table(metrics.get("ci95")).get(key))


def bounds(value: object) -> tuple[float, float] | None:
    """(low, high) of an interval as a card holds it."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    low, high = map(number, value)
    return None if low is None or high is None else (low, high)


def count_of(metrics: dict[str, Any], figure: Figure) -> str | None:
    """The n behind a figure, in words; None where the card doesn't tell."""
    detection = table(metrics.get("lesion_detection"))
    known = {
        **metrics,
        "n_lesions": detection.get("n_lesions"),
        "n_outlined": detection.get("n_slices"),
    }
    name = figure.counted[1 : figure.counted.index("}")]
    return None if number(known.get(name)) is None else figure.counted.format(**known)


def as_text(value: float | None, digits: int = 3) -> str:
    """A figure as it is shown."""
    return NOT_MEASURED if value is None else f"{value:.{digits}f}"


def interval_text(interval: tuple[float, float] | None, digits: int = 3) -> str:
    """`"0.35–0.87"`; empty where there is none."""
    return "" if interval is None else f"{interval[0]:.{digits}f}–{interval[1]:.{digits}f}"


def with_interval(metrics: dict[str, Any], key: str, digits: int = 2) -> str:
    """`"0.82 (0.35–0.87)"`, for a legend or a title."""
    value = as_text(figure_of(metrics, key), digits)
    interval = interval_text(interval_of(metrics, key), digits)
    return f"{value} ({interval})" if interval else value


def who_was_measured(metrics: dict[str, Any]) -> str:
    """`"15 subjects, 93 slices"`; empty where the card doesn't tell."""
    words = {"n_subjects": "subjects", "n_slices": "slices"}
    known = {word: number(metrics.get(key)) for key, word in words.items()}
    return ", ".join(f"{n:.0f} {word}" for word, n in known.items() if n is not None)
