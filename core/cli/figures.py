"""The figures of an evaluation as lines for a person, each with its interval and its n."""

from __future__ import annotations

from collections.abc import Sequence

from core import DISCLAIMER
from core.vocabulary.figures import (
    FIGURES,
    GROUP_FIGURES,
    Figure,
    bounds,
    figure_text,
    interval_text,
)

#: Of the column of titles, in letters.
_WIDE = max(len(figure.title) for figure in FIGURES) + 2


def summary_lines(metrics: dict, by: Sequence[str] = ()) -> list[str]:
    """The content of `metrics.json` (`core.training.evaluate.score`), on about thirty lines, and a
    table for each column of `by`."""
    detection = metrics["lesion_detection"]
    lines = [
        f"{metrics['model']}, {metrics['split']}: {metrics['n_slices']} slices of "
        f"{metrics['n_subjects']} subjects; 95 % intervals by drawing subjects",
        *(
            f"  {figure.title:<{_WIDE}}{_with_interval(figure, metrics)}  "
            f"{figure.count(metrics, in_full=True)}"
            for figure in FIGURES
        ),
        "Slices: called (columns) and labelled (rows):",
        *_confusion(metrics),
        f"Lesions found by {detection['size_measure']}, at "
        f"{detection['assumed_pixel_mm']} mm per pixel (an assumption):",
        *(
            f"  {row['size']:<{_WIDE}}"
            + (f"{_size_found(row)}  " if row["n"] else "")
            + f"{row['found']} of {row['n']}"
            for row in detection["by_size"]
        ),
    ]
    if metrics["left_out"]:
        lines.append("Left out:")
        lines += [
            f"  {row['slices']} slices ({row['reason']}) from {row['left_out_of']}"
            for row in metrics["left_out"]
        ]
    for column in dict.fromkeys(by):
        lines += group_lines(column, metrics["groups"][column])
    return [*lines, DISCLAIMER]


def group_lines(column: str, rows: list[dict]) -> list[str]:
    """A table of figures, one row for each value of a column, each interval under its figure."""
    # NumPy comes with it, which other commands don't wait for.
    from core.training.bootstrap import MIN_SUBJECTS

    table = [["", "slices", "subjects", *(figure.short for figure in GROUP_FIGURES)]]
    for row in rows:
        n = [f"{row[key]}" for key in ("n_slices", "n_subjects")]
        table.append([row["value"], *n, *(figure.text(row) for figure in GROUP_FIGURES)])
        table.append(["", "", "", *(figure.interval_text(row) for figure in GROUP_FIGURES)])
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    lines = [
        "  ".join(f"{cell:<{wide}}" for cell, wide in zip(cells, widths, strict=True))
        for cells in table
    ]
    title = f"By {column} (a figure needs {MIN_SUBJECTS} subjects of the kind it counts):"
    return [title, *(f"  {line}".rstrip() for line in lines if line.strip())]


def _confusion(metrics: dict) -> list[str]:
    names = list(metrics["per_class"])
    lines = [" " * 12 + "".join(f"{name:>11}" for name in names) + "   precision recall F1"]
    for name, row in zip(names, metrics["confusion_matrix"], strict=True):
        own = metrics["per_class"][name]
        scores = " ".join(f"{own[key]:.2f}" for key in ("precision", "recall", "f1"))
        lines.append(f"  {name:<10}" + "".join(f"{n:>11}" for n in row) + f"   {scores}")
    return lines


def _with_interval(figure: Figure, metrics: dict) -> str:
    return _columns(figure.text(metrics), figure.interval_text(metrics))


def _size_found(row: dict) -> str:
    return _columns(figure_text(row["sensitivity"]), interval_text(bounds(row.get("ci95"))))


def _columns(value: str, interval: str) -> str:
    return f"{value} {f'({interval})' if interval else '(no interval)':<13}"
