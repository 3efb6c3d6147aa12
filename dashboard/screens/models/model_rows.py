"""The table of models as plain values: one row per model, one cell per figure with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import ModelCard
from dashboard.components.charts.palette import Look
from dashboard.screens.models.cost import Speeds, megabytes, millions_of_parameters, ms_of
from dashboard.screens.models.figures import (
    FIGURES,
    NOT_MEASURED,
    Figure,
    as_text,
    count_of,
    figure_of,
    figures_of,
    interval_of,
    interval_text,
    number,
    table,
)

#: Key -> title, meaning; less is better.
COSTS = {
    "ms": (
        "ms/slice",
        "Milliseconds of network per slice: median, and under it the 95th percentile.",
    ),
    "mb": ("MB", "Size of the weights file."),
    "parameters": ("M param.", "Millions of parameters."),
}


def columns() -> list[dict]:
    """Title, meaning and direction of each column after the model's name."""
    return [{"title": f.title, "hint": f.meaning, "more": f.higher_is_better} for f in FIGURES] + [
        {"title": title, "hint": hint, "more": False} for title, hint in COSTS.values()
    ]


def model_rows(
    cards: Mapping[str, ModelCard], part: str, looks: Mapping[str, Look], speeds: Speeds
) -> list[dict]:
    """One row per model, in the order of `cards`.

    Args:
        part: "Test" or "Validation". speeds: model -> what `core.inference.timing` measured.

    Returns:
        [{"name", "note", "colour", "cells": [{"text", "small", "hint", "sort", "best"}]}]; `sort`
        is None where there is no figure, `best` marks the best of two or more.
    """
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "note": "" if card.backbone == name else card.backbone,
            "colour": looks[name].colour,
            "cells": [
                *(_figure_cell(figures_of(card, part), figure) for figure in FIGURES),
                _speed_cell(speeds.get(name, {})),
                _plain_cell(megabytes(card), ".1f"),
                _plain_cell(millions_of_parameters(card), ".1f"),
            ],
        }
        for name, card in cards.items()
    ]
    for index, column in enumerate(columns()):
        _mark_best([row["cells"][index] for row in rows], column["more"])
    return rows


def count_row(cards: Mapping[str, ModelCard], part: str) -> list[str]:
    """The n behind each figure, where all models that tell were measured on as many."""
    told = []
    for figure in FIGURES:
        found = (count_of(figures_of(card, part), figure) for card in cards.values())
        counts = {count for count in found if count is not None}
        told.append(counts.pop() if len(counts) == 1 else ("n differs" if counts else ""))
    return [*told, *[""] * len(COSTS)]


def _figure_cell(metrics: dict, figure: Figure) -> dict:
    value = figure_of(metrics, figure.key)
    interval = interval_text(interval_of(metrics, figure.key), min(figure.digits, 2))
    hint = [f"{figure.title} {as_text(value, figure.digits)}"]
    if interval:
        hint.append(f"95 % interval {interval}")
    if count := count_of(metrics, figure):
        hint.append(count)
    if figure.key == "ece":
        before = as_text(figure_of(metrics, "ece_before_scaling"), 3)
        hint.append(f"before temperature scaling {before}")
    if figure.key == "lesion_sensitivity":
        subjects = number(table(metrics.get("lesion_detection")).get("n_subjects_with_lesion"))
        hint += [f"of {subjects:.0f} subjects"] if subjects is not None else []
    return _cell(value, as_text(value, figure.digits), interval, ", ".join(hint))


def _speed_cell(speed: dict) -> dict:
    value, slow = ms_of(speed), number(speed.get("ms_per_slice_p95"))
    return _cell(
        value,
        as_text(value, 1),
        "" if value is None or slow is None else f"p95 {slow:.1f}",
    )


def _plain_cell(value: float | None, number_format: str) -> dict:
    return _cell(value, "not stated" if value is None else f"{value:{number_format}}")


def _cell(value: float | None, text: str, small: str = "", hint: str = "") -> dict:
    if value is None:
        text = text or NOT_MEASURED
    return {"text": text, "small": small, "hint": hint, "sort": value, "best": False}


def _mark_best(cells: list[dict], more_is_better: bool) -> None:
    """The best of two or more, and those that read the same; none where all do."""
    known = [cell for cell in cells if cell["sort"] is not None]
    if len({cell["text"] for cell in known}) < 2:
        return
    best = (max if more_is_better else min)(known, key=lambda cell: cell["sort"])
    for cell in known:
        cell["best"] = cell["text"] == best["text"]
