"""Lesions found by their size: small ones are where models differ."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.curves import CURVE_HEIGHT
from dashboard.screens.models.figures import NOT_MEASURED, bounds, number, rows, table

#: What the sizes of cards are that don't say.
LONGEST = "longest diameter"


def size_figure(measured: Mapping[str, dict], looks: Mapping[str, Look]) -> go.Figure:
    """Groups of sizes, one symbol per model of `measured_alike` with its 95 % interval; n stands
    below the size."""
    measured = measured_alike(measured)
    measures = {measure_of(metrics) for metrics in measured.values() if sizes_of(metrics)}
    title = f"Lesions found, by {next(iter(measures), 'size')}"
    figure = canvas.entitle(canvas.blank(CURVE_HEIGHT, bottom=58), title)
    counts = lesion_counts(measured)
    if not counts:
        return canvas.say_in(figure, f"Lesions by size {NOT_MEASURED}")
    sizes = list(counts)
    names = list(measured)
    for place, (name, metrics) in enumerate(measured.items()):
        shift = (place - (len(names) - 1) / 2) * 0.8 / max(len(names), 4)
        by_size = {row.get("size"): row for row in sizes_of(metrics)}
        points = [
            (index + shift, value, by_size[size])
            for index, size in enumerate(sizes)
            if size in by_size and (value := number(by_size[size].get("sensitivity"))) is not None
        ]
        intervals = [bounds(row.get("ci95")) for _, _, row in points]
        figure.add_trace(
            go.Scatter(
                x=canvas.drawn([x for x, _, _ in points]),
                y=canvas.drawn([value for _, value, _ in points]),
                customdata=[[row.get("found"), row.get("n")] for _, _, row in points],
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [
                        max(0.0, ci[1] - value) if ci else 0.0
                        for (_, value, _), ci in zip(points, intervals, strict=True)
                    ],
                    "arrayminus": [
                        max(0.0, value - ci[0]) if ci else 0.0
                        for (_, value, _), ci in zip(points, intervals, strict=True)
                    ],
                    "color": looks[name].faded(0.65),
                    "thickness": 2,
                    "width": 4,
                },
                name=name,
                mode="markers",
                marker={"size": 10, "color": looks[name].colour, "symbol": looks[name].symbol},
                hovertemplate=f"{name}<br>%{{customdata[0]}} of %{{customdata[1]}} found "
                "(%{y:.0%})<extra></extra>",
            )
        )
    figure.update_xaxes(
        tickvals=list(range(len(sizes))),
        ticktext=[f"{size}<br>{n}" for size, n in counts.items()],
        range=[-0.5, len(sizes) - 0.5],
        showgrid=False,
    )
    figure.update_yaxes(title_text="lesions found", range=canvas.UNIT_RANGE, tickformat=".0%")
    figure.update_layout(showlegend=False)
    return figure


def sizes_of(metrics: dict) -> list[dict]:
    """The rows of the card's `by_size`; none where not measured."""
    return rows(table(metrics.get("lesion_detection")).get("by_size"))


def measure_of(metrics: dict) -> str:
    """What the card's sizes are: older cards don't say, theirs are longest diameters."""
    return str(table(metrics.get("lesion_detection")).get("size_measure", LONGEST))


def measured_alike(measured: Mapping[str, dict]) -> dict[str, dict]:
    """The models whose sizes can stand in one chart: where they were measured differently, those
    of newer cards."""
    measures = {measure_of(metrics) for metrics in measured.values() if sizes_of(metrics)}
    if len(measures) < 2:
        return dict(measured)
    return {name: m for name, m in measured.items() if measure_of(m) != LONGEST}


def lesion_counts(measured: Mapping[str, dict]) -> dict[str, str]:
    """Size -> `"26 lesions"`, or that the models were not measured on the same ones."""
    found: dict[str, set] = {}
    for metrics in measured.values():
        for row in sizes_of(metrics):
            found.setdefault(str(row.get("size")), set()).add(row.get("n"))
    return {
        size: f"{next(iter(ns))} lesions" if len(ns) == 1 else "n differs"
        for size, ns in found.items()
    }
