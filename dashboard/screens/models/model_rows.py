"""The rows of the table of models: one per model, a cell per figure with its interval."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.models import ModelCard
from core.vocabulary.best import best
from core.vocabulary.figures import (
    ECE,
    ECE_BEFORE,
    FILE_SIZE,
    LESION_SENSITIVITY,
    MS_PER_SLICE,
    PARAMETERS,
)
from dashboard.components.charts.palette import Look
from dashboard.components.sortable_table.table import Cell, Column, Row
from dashboard.components.speed_words import (
    how_in_short,
    how_in_words,
    is_of_here,
    machine_text,
    ms_of,
)
from dashboard.screens.models.cost import Speeds, megabytes, millions_of_parameters
from dashboard.screens.models.figures import (
    FIGURES,
    NOT_MEASURED,
    Figure,
    figure_text,
    figures_of,
    number,
    table,
)

COSTS = (MS_PER_SLICE, FILE_SIZE, PARAMETERS)

NAME = Column("Model", "Sort by name", sort="name", rising=True)
COLUMNS = (
    NAME,
    *(Column(f.short, f.meaning, sort=f.key, rising=not f.higher_is_better) for f in FIGURES),
    *(Column(cost.short, cost.meaning, sort=cost.key, rising=True) for cost in COSTS),
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
    everyone = range(len(cells))
    marked = [
        column_cells
        if column is NAME
        else _best_marked(
            column_cells,
            not column.rising,
            _timed_alike(cards, speeds) if column.sort == MS_PER_SLICE.key else everyone,
        )
        for column, column_cells in by_column
    ]
    return [Row(name, row) for name, row in zip(cards, zip(*marked, strict=True), strict=True)]


def count_row(cards: Mapping[str, ModelCard], part: str) -> list[str]:
    """The n behind each figure, where all models that have it were measured on as many."""
    told = ["n"]
    for figure in FIGURES:
        counts = {figure.count(figures_of(card, part)) for card in cards.values()} - {""}
        told.append(counts.pop() if len(counts) == 1 else ("n differs" if counts else ""))
    return [*told, *[""] * len(COSTS)]


def _name_cell(name: str, card: ModelCard, look: Look) -> Cell:
    note = "" if card.backbone == name else card.backbone
    return Cell(name, small=note, hint=name, value=name, swatch=look.colour)


def _figure_cell(metrics: dict, figure: Figure) -> Cell:
    value = figure.value(metrics)
    interval = figure.interval_text(metrics)
    hint = [f"{figure.title} {figure.text(metrics)}"]
    if interval:
        hint.append(f"95 % interval {interval}")
    if count := figure.count(metrics):
        hint.append(count)
    if figure is ECE:
        before = ECE_BEFORE.text(metrics)
        hint.append(f"before temperature scaling {before}")
    if figure is LESION_SENSITIVITY:
        subjects = number(table(metrics.get("lesion_detection")).get("n_subjects_with_lesion"))
        hint += [f"of {subjects:.0f} subjects"] if subjects is not None else []
    return _cell(value, figure.text(metrics), interval, ", ".join(hint))


def _speed_cell(speed: dict) -> Cell:
    value, slow = ms_of(speed), number(speed.get("ms_per_slice_p95"))
    tail = "" if slow is None else f"95th percentile {figure_text(slow, 1)} ms."
    hint = " ".join(filter(None, [how_in_words(speed), tail, machine_text(speed)]))
    return _cell(value, figure_text(value, 1), how_in_short(speed), hint)


def _plain_cell(value: float | None, number_format: str) -> Cell:
    return _cell(value, "not stated" if value is None else f"{value:{number_format}}")


def _cell(value: float | None, text: str, small: str = "", hint: str = "") -> Cell:
    if value is None:
        return Cell(text or NOT_MEASURED, small=small, hint=hint, tone="none")
    return Cell(text, small=small, hint=hint, value=value)


def _timed_alike(cards: Mapping[str, ModelCard], speeds: Speeds) -> list[int]:
    """Rows whose times can be compared: those of this machine, or the cards' where there are
    none."""
    here = [place for place, name in enumerate(cards) if is_of_here(speeds.get(name, {}))]
    return here or list(range(len(cards)))


def _best_marked(
    cells: Sequence[Cell], more_is_better: bool, compared: Collection[int]
) -> list[Cell]:
    """The best of the compared rows, and those that read the same; none where all do."""
    known = {
        place: (value, cell.text)
        for place, cell in enumerate(cells)
        if place in compared and isinstance(value := cell.value, int | float)
    }
    marked = best(known, higher=more_is_better)
    return [
        replace(cell, tone="best") if place in marked else cell for place, cell in enumerate(cells)
    ]
