"""The tables of docs/measurements.md, made from core/vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

from core.vocabulary import LESION, PATIENT, SLICE, SLICE_INTERVALS, Quantity
from core.vocabulary.figures import FIGURES
from core.vocabulary.laboratory import LABORATORY, SCORES
from core.vocabulary.measurement import MEASUREMENT
from tools.studies.marked import put_between


def marks(name: str) -> tuple[str, str]:
    """Around the table of that name, unseen on the page."""
    return f"<!-- {name}: made by tools/studies/quantity_tables.py -->", f"<!-- end of {name} -->"


def tables() -> dict[str, str]:
    """Name -> Markdown."""
    return {
        "lesion fields": formula_table(LESION),
        "slice fields": meanings_table((*SLICE, *SLICE_INTERVALS)),
        "patient fields": meanings_table(PATIENT),
        "measurement fields": meanings_table(MEASUREMENT),
        "laboratory tests": meanings_table(LABORATORY),
        "laboratory scores": formula_table(SCORES),
        "model figures": figures_table(),
    }


def formula_table(quantities: Iterable[Quantity]) -> str:
    """One row per field, with formula and source."""
    rows = ["| Field | What it is | Formula | Source, limits |", "|---|---|---|---|"]
    rows += [
        f"| `{one.key}` | {titled(one)}. {one.meaning} | {one.formula} | {one.limits} |"
        for one in quantities
    ]
    return "\n".join(rows)


def meanings_table(quantities: Iterable[Quantity]) -> str:
    """One row per field."""
    rows = ["| Field | Title | What it is |", "|---|---|---|"]
    for one in quantities:
        formula = f" {one.formula}." if one.formula else ""
        rows.append(f"| `{one.key}` | {titled(one)} | {one.meaning}{formula} |")
    return "\n".join(rows)


def titled(quantity: Quantity) -> str:
    """`"Longest diameter, mm"`"""
    return f"{quantity.title}, {quantity.unit}" if quantity.unit else quantity.title


def figures_table() -> str:
    """One row per figure."""
    rows = ["| Figure | Title | What it is | Better |", "|---|---|---|---|"]
    rows += [
        f"| `{one.key}` | {one.title} | {one.meaning} | "
        f"{'higher' if one.higher_is_better else 'lower'} |"
        for one in FIGURES
    ]
    return "\n".join(rows)


def with_tables(text: str) -> str:
    """The page with all tables as they should be."""
    for name, table in tables().items():
        text = put_between(text, *marks(name), table)
    return text
