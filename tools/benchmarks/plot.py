"""`growth.svg`: how the cost grows, drawn from `results.json`."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "liverlens"
matplotlib.rcParams["svg.fonttype"] = "none"

from matplotlib import pyplot  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402

#: Row -> (label of its axis, its lines: start of the figures' keys -> label, whether memory is
#: drawn beside them).
_PANELS = {
    "growth-slices": ("slices of 512 × 512", {"seconds_": "analysis, s"}, True),
    "growth-matrix": ("rows and columns, 50 slices", {"seconds_": "analysis, s"}, True),
    "growth-users": (
        "people at once",
        {
            "action_median_": "page action, median s",
            "action_p95_": "page action, 95 % within s",
            "analysis_median_": "analysis from click to result, median s",
        },
        False,
    ),
}


def draw(rows: dict, file: Path) -> bool:
    """Draw the panels whose rows were measured; False where there is none."""
    there = [name for name in _PANELS if name in rows]
    if not there:
        return False
    figure, axes = pyplot.subplots(
        1, len(there), figsize=(4.2 * len(there), 3.4), squeeze=False, layout="constrained"
    )
    for axis, name in zip(axes[0], there, strict=True):
        _panel(axis, name, rows[name]["figures"])
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
    return True


def _panel(axis: Axes, name: str, figures: dict[str, float]) -> None:
    label, lines, with_memory = _PANELS[name]
    for start, words in lines.items():
        axis.plot(*_points(figures, start), marker="o", markersize=4, label=words)
    axis.set_xlabel(label)
    axis.set_xlim(left=0)
    axis.set_ylim(bottom=0)
    axis.grid(alpha=0.3)
    if with_memory:
        beside = axis.twinx()
        memory = _points(figures, "peak_mb_")
        beside.plot(*memory, color="0.5", linestyle="--", label="memory, MB")
        beside.set_ylim(bottom=0)
        beside.legend(loc="lower right", fontsize=8, frameon=False)
    axis.legend(loc="upper left", fontsize=8, frameon=False)


def _points(figures: dict[str, float], start: str) -> tuple[list[int], list[float]]:
    """What is counted, ascending, and the figure of each count."""
    by_count = {int(k.removeprefix(start)): v for k, v in figures.items() if k.startswith(start)}
    counts = sorted(by_count)
    return counts, [by_count[count] for count in counts]
