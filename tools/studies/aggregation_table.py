"""The tables of docs/aggregation.md, from what tools/studies/aggregation_study.py measured."""

from __future__ import annotations

from pathlib import Path

from core.labels import SLICE_CLASSES
from tools.studies.marked import put_between

PAGE = Path(__file__).resolve().parents[2] / "docs" / "aggregation.md"
BEGIN, END = "<!-- made by tools/studies/aggregation_study.py -->", "<!-- end of what it made -->"


def write_tables(summaries: dict[str, dict], page: Path = PAGE) -> None:
    """Put the tables between the two marks; the words around them are left alone."""
    text = page.read_text(encoding="utf-8")
    page.write_text(put_between(text, BEGIN, END, tables(summaries)), encoding="utf-8")


def tables(summaries: dict[str, dict]) -> str:
    """Markdown: the samples first, then the rules of each model."""
    return "\n\n".join(
        ["### The three samples", samples_table(summaries)]
        + [model_part(name, one) for name, one in summaries.items()]
    )


def samples_table(summaries: dict[str, dict]) -> str:
    """One row a model: category and p(malignant) of each sample by the card's rule; a wrong one
    in bold."""
    rows = [
        "| model | rule | normal | benign | malignant | rules that get all three right |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in summaries.items():
        rule, said = one["section"]["rule"], one["samples"]
        cells = [_cell(said[case][rule], case) for case in SLICE_CLASSES]
        right = [
            other
            for other in said["normal"]
            if all(by_rule[other]["category"] == case for case, by_rule in said.items())
        ]
        words = ", ".join(right) or "none"
        rows.append(f"| {name} | {rule} | {' | '.join(cells)} | {words} |")
    return "\n".join(rows)


def _cell(said: dict, case: str) -> str:
    words = f"{said['category']} {said['p_malignant']:.2f}"
    return words if said["category"] == case else f"**{words}**"


def model_part(name: str, one: dict) -> str:
    section = one["section"]
    kinds = ", ".join(f"{n} {kind}" for kind, n in section["subjects_by_class"].items())
    lines = [
        f"### {name}",
        f"Validation: {section['n_subjects']} subjects ({kinds}), {section['n_slices']} slices. "
        f"Chosen: `{section['rule']}`. {section['reason']}",
        rules_table(section["table"]),
        f"The same on the {one['test'][0]['n']} test subjects "
        f"({one['test'][0]['n_malignant']} malignant), which chose nothing, with the curves of the "
        "card:",
        rules_table(one["test"]),
    ]
    return "\n\n".join(lines)


def rules_table(table: list[dict]) -> str:
    rows = [
        "| rule | n | AUC malignant (95 %) | AUC, slices alone | AUC any lesion | Brier raw "
        "| calibrated | ECE raw | calibrated | drift |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in table:
        ci = row["auc_malignant_ci95"]
        bounds = f" ({ci[0]:.2f}–{ci[1]:.2f})" if ci else ""
        cells = [
            row["rule"],
            str(row["n"]),
            f"{_two(row['auc_malignant'])}{bounds}",
            _two(row["auc_malignant_alone"]),
            _two(row["auc_lesion"]),
            *(f"{row[key]:.3f}" for key in ("brier_raw", "brier", "ece_raw", "ece", "drift")),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
