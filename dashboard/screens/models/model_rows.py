"""The rows of the table of models: one per model, a cell per figure with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.models import ModelCard
from dashboard.components.charts.palette import Look
from dashboard.components.sortable_table.table import Cell, Column, Row
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


NAME = Column("Model", "Sort by name", sort="name", rising=True)
COLUMNS = (
    NAME,
    *(Column(f.title, f.meaning, sort=f.key, rising=not f.higher_is_better) for f in FIGURES),
    *(Column(title, hint, sort=key, rising=True) for key, (title, hint) in COSTS.items()),
)


def model_rows(
    cards: Mapping[str, ModelCard], part: str, looks: Mapping[str, Look], speeds: Speeds
) -> list[Row]:
    """One row per model, in the order of `cards`; the best figure of two or more is marked.

    Args:
        part: "Test" or "Validation". speeds: model -> what `core.inference.timing` measured.
    """
    cells = [
        (
            _name_cell(name, card, looks[name]),
            *(_figure_cell(figures_of(card, part), figure) for figure in FIGURES),
            _speed_cell(speeds.get(name, {})),
            _plain_cell(megabytes(card), ".1f"),
            _plain_cell(millions_of_parameters(card), ".1f"),
        )
        for name, card in cards.items()
    ]
    by_column = zip(COLUMNS, zip(*cells, strict=True), strict=True)
    marked = [
        column_cells if column is NAME else _best_marked(column_cells, not column.rising)
        for column, column_cells in by_column
    ]
    return [Row(name, row) for name, row in zip(cards, zip(*marked, strict=True), strict=True)]


def count_row(cards: Mapping[str, ModelCard], part: str) -> list[str]:
    """The n behind each figure, where all models that have it were measured on as many."""
    told = ["n"]
    for figure in FIGURES:
        found = (count_of(figures_of(card, part), figure) for card in cards.values())
        counts = {count for count in found if count is not None}
        told.append(counts.pop() if len(counts) == 1 else ("n differs" if counts else ""))
    return [*told, *[""] * len(COSTS)]


def _name_cell(name: str, card: ModelCard, look: Look) -> Cell:
    note = "" if card.backbone == name else card.backbone
    return Cell(name, small=note, hint=name, value=name, swatch=look.colour)


def _figure_cell(metrics: dict, figure: Figure) -> Cell:
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


def _speed_cell(speed: dict) -> Cell:
    value, slow = ms_of(speed), number(speed.get("ms_per_slice_p95"))
    return _cell(
        value,
        as_text(value, 1),
        "" if value is None or slow is None else f"p95 {slow:.1f}",
    )


def _plain_cell(value: float | None, number_format: str) -> Cell:
    return _cell(value, "not stated" if value is None else f"{value:{number_format}}")


def _cell(value: float | None, text: str, small: str = "", hint: str = "") -> Cell:
    if value is None:
        return Cell(text or NOT_MEASURED, small=small, hint=hint, tone="none")
    return Cell(text, small=small, hint=hint, value=value)


def _best_marked(cells: Sequence[Cell], more_is_better: bool) -> list[Cell]:
    """The best of two or more, and those that read the same; none where all do."""
    known = {cell.text: value for cell in cells if isinstance(value := cell.value, int | float)}
    if len(known) < 2:
        return list(cells)
    best = (max if more_is_better else min)(known, key=known.__getitem__)
    return [
        replace(cell, tone="best") if cell.value is not None and cell.text == best else cell
        for cell in cells
    ]
