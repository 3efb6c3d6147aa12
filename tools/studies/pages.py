"""The pages of docs/ with the tables that programs make: from what the studies measured before,
from the quantities that core/vocabulary describes, and from the conditions of tools/conditions.

Nothing is measured here. A model or method that no study has seen reads "not measured".
"""

from __future__ import annotations

from pathlib import Path

from tools.conditions import tables as condition_tables
from tools.studies import aggregation_table, explanation_table, method_table, quantity_tables

DOCS = Path(__file__).resolve().parents[2] / "docs"
AGGREGATION, EXPLANATIONS = "aggregation.md", "explanations.md"
MEASUREMENTS, CONDITIONS = "measurements.md", "conditions.md"


def made() -> dict[str, str]:
    """Name of the page -> its text as it should be."""
    aggregation = aggregation_table.with_tables(
        _text(AGGREGATION), aggregation_table.summaries_of(aggregation_table.read_results())
    )
    explanations = method_table.with_tables(_text(EXPLANATIONS), method_table.read_results())
    explanations = explanation_table.with_tables(explanations, explanation_table.read_results())
    measurements = quantity_tables.with_tables(_text(MEASUREMENTS))
    return {
        AGGREGATION: aggregation,
        EXPLANATIONS: explanations,
        MEASUREMENTS: measurements,
        CONDITIONS: condition_tables.with_tables(_text(CONDITIONS)),
    }


def write() -> None:
    """Write them."""
    for name, text in made().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")
