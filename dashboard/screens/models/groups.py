"""How well models do by phase, source and slice thickness, and by size of lesion, in tables."""

from __future__ import annotations

from collections.abc import Mapping

from core.models import ModelCard
from core.vocabulary.figures import GROUP_FIGURES, LESION_SENSITIVITY
from dashboard.components.model_card.card_rows import in_words
from dashboard.screens.models.by_size import measure_of, sizes_of
from dashboard.screens.models.figures import (
    NOT_MEASURED,
    Figure,
    number,
    rows,
    table,
    text_with_interval,
)

#: Column of the card's `groups` -> title.
COLUMNS = {"phase": "Phase", "source": "Source", "thickness": "Slice thickness, mm"}


def group_rows(column: str, measured: Mapping[str, dict]) -> list[dict[str, str]]:
    """One row per model and value of a column; none where no model was measured by it.

    Args:
        column: a key of `COLUMNS`. measured: model -> its figures on one part of the data.
    """
    found = {name: groups_of(metrics, column) for name, metrics in measured.items()}
    if not any(found.values()):
        return []
    return [
        {
            "Model": name if index == 0 else "",
            COLUMNS[column]: str(row.get("value", NOT_MEASURED)),
            "Slices": _count(row.get("n_slices")),
            "Subjects": _count(row.get("n_subjects")),
            **{figure.short: _in_two_lines(figure, row) for figure in GROUP_FIGURES},
        }
        for name, groups in found.items()
        for index, row in enumerate(groups or [{}])
    ]


def groups_of(metrics: dict, column: str) -> list[dict]:
    """The card's rows of a column; none where not measured."""
    return rows(table(metrics.get("groups")).get(column))


def size_rows(measured: Mapping[str, dict]) -> list[dict[str, str]]:
    """One row per model and size of lesion; none where no model was measured by it."""
    if not any(sizes_of(metrics) for metrics in measured.values()):
        return []
    return [
        {
            "Model": name if index == 0 else "",
            "Size": str(row.get("size", NOT_MEASURED)),
            "Measured as": measure_of(metrics) if row else NOT_MEASURED,
            "Lesions": _count(row.get("n")),
            "Subjects": _count(row.get("subjects")),
            LESION_SENSITIVITY.short: text_with_interval(row.get("sensitivity"), row.get("ci95")),
        }
        for name, metrics in measured.items()
        for index, row in enumerate(sizes_of(metrics) or [{}])
    ]


def phase_rows(cards: Mapping[str, ModelCard]) -> list[dict[str, str]]:
    """One row per model and phase of the validation subjects: assessable or not, and why."""
    return [
        {
            "Model": name if index == 0 else "",
            "Phase": str(check.get("phase", NOT_MEASURED)),
            "Assessable": NOT_MEASURED
            if card.assessable_phases is None
            else _yes_or_no(check.get("phase") in card.assessable_phases),
            "Why not": in_words(check.get("reasons", [])),
        }
        for name, card in cards.items()
        for index, check in enumerate(_checks(card) or [{}])
    ]


def _checks(card: ModelCard) -> list[dict]:
    """The card's phases; those that it names, where it doesn't say why."""
    checks = rows(table(card.card.get("phase_checks")).get("phases"))
    return checks or [{"phase": phase} for phase in card.assessable_phases or ()]


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _in_two_lines(figure: Figure, row: dict) -> str:
    """The interval below the figure: six figures don't fit beside each other otherwise."""
    return f"{figure.text(row)}\n{figure.interval_text(row)}".rstrip()


def _count(value: object) -> str:
    n = number(value)
    return NOT_MEASURED if n is None else f"{n:.0f}"
