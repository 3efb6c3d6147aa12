"""Lesions found by their size: small ones are where models differ."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.curves import CURVE_HEIGHT
from dashboard.screens.models.figures import NOT_MEASURED, bounds, number, rows, table


def size_figure(measured: Mapping[str, dict], looks: Mapping[str, Look]) -> go.Figure:
    """Groups of sizes, one symbol per model with its 95 % interval; n stands below the size."""
    figure = canvas.entitle(canvas.blank(CURVE_HEIGHT, bottom=58), "Lesions found, by size")
    counts = lesion_counts(measured)
    if not counts:
        return canvas.say_in(figure, f"Lesions by size {NOT_MEASURED}")
    sizes = list(counts)
    names = list(measured)
    by_name = _sizes_by_name(measured)
    for place, name in enumerate(names):
        shift = (place - (len(names) - 1) / 2) * 0.8 / max(len(names), 4)
        by_size = by_name[name]
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
    return str(table(metrics.get("lesion_detection")).get("size_measure", "longest diameter"))


def _sizes_by_name(measured: Mapping[str, dict]) -> dict[str, dict[str, dict]]:
    """Model -> name of a size -> row; the name tells the measure where the models' differ."""
    measures = {measure_of(metrics) for metrics in measured.values() if sizes_of(metrics)}
    return {
        model: {
            f"{row.get('size')}" + (f"<br>{measure_of(metrics)}" if len(measures) > 1 else ""): row
            for row in sizes_of(metrics)
        }
        for model, metrics in measured.items()
    }


def lesion_counts(measured: Mapping[str, dict]) -> dict[str, str]:
    """Size -> `"26 lesions"`, or that the models were not measured on the same ones."""
    found: dict[str, set] = {}
    for sizes in _sizes_by_name(measured).values():
        for size, row in sizes.items():
            found.setdefault(size, set()).add(row.get("n"))
    return {
        size: f"{next(iter(ns))} lesions" if len(ns) == 1 else "n differs"
        for size, ns in found.items()
    }
