"""Models side by side: each figure with its interval, and what a figure costs in time."""

from __future__ import annotations

import math
from collections.abc import Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.figures import (
    BY_KEY,
    NOT_MEASURED,
)

SHOWN = ("liver_dice", "lesion_dice", "macro_f1", "auc_lesion", "auc_malignant", "ece")
#: On a phone, more would lay the titles over each other.
COLUMNS = 2
#: Pixels between two lines of panels: the axis of one and the title of the next.
GAP = 66


def interval_figure(measured: Mapping[str, dict], looks: Mapping[str, Look]) -> go.Figure:
    """One panel per figure, one row per model: the value and its 95 % interval."""
    lines, panel = -(-len(SHOWN) // COLUMNS), 26 * len(measured) + 14
    figure = make_subplots(
        rows=lines,
        cols=COLUMNS,
        shared_yaxes=True,
        subplot_titles=[_panel_title(key) for key in SHOWN],
        horizontal_spacing=0.045,
        vertical_spacing=GAP / (GAP + lines * panel),
    )
    names = list(measured)
    canvas.dress(figure, 26 + lines * panel + GAP + 24, left=10, top=26, bottom=24)
    for annotation in figure.layout.annotations:
        annotation.update(font={"size": 12, "color": canvas.SOFT})
    for index, key in enumerate(SHOWN):
        row, col = index // COLUMNS + 1, index % COLUMNS + 1
        for name in names:
            trace = _whisker(name, key, measured[name], looks[name])
            figure.add_trace(trace, row=row, col=col)
        figure.update_xaxes(range=_span(key, measured), nticks=5, row=row, col=col)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
        showgrid=False,
        automargin=True,
        tickfont={"color": canvas.INK, "size": 12},
    )
    figure.update_layout(showlegend=False)
    return figure


def speed_figure(
    key: str, measured: Mapping[str, dict], ms: Mapping[str, float | None], looks: Mapping
) -> go.Figure:
    """One figure against milliseconds per slice, on a logarithmic axis: up and left is better."""
    title = BY_KEY[key].short
    figure = canvas.blank(320, left=58, top=14)
    known = {
        name: (time, value)
        for name, metrics in measured.items()
        if (value := BY_KEY[key].value(metrics)) is not None and (time := ms.get(name))
    }
    if not known:
        return canvas.say_in(figure, f"Milliseconds per slice: {NOT_MEASURED}")
    for place, name in enumerate(sorted(known, key=lambda name: known[name][0])):
        time, value = known[name]
        figure.add_trace(
            go.Scatter(
                x=[time],
                y=[value],
                mode="markers+text",
                marker={"size": 11, "color": looks[name].colour, "symbol": looks[name].symbol},
                text=[name],
                # Names of neighbours on different sides.
                textposition="top center" if place % 2 else "bottom center",
                textfont={"size": 11, "color": canvas.SOFT},
                cliponaxis=False,
                hovertemplate=f"{name}<br>{title} %{{y:.3f}} "
                f"{BY_KEY[key].interval_text(measured[name])}<br>"
                "%{x:.1f} ms per slice<extra></extra>",
            )
        )
    times, values = zip(*known.values(), strict=True)
    room = max(0.02, 0.35 * (max(values) - min(values)))
    # A third of a decade on each side: room for the names.
    figure.update_xaxes(
        title_text="milliseconds per slice",
        type="log",
        tickvals=[step * 10.0**power for power in range(-2, 6) for step in (1, 2, 5)],
        range=[math.log10(min(times)) - 0.35, math.log10(max(times)) + 0.35],
    )
    figure.update_yaxes(title_text=title, range=[min(values) - room, max(values) + room])
    figure.update_layout(showlegend=False)
    return figure


def _span(key: str, measured: Mapping[str, dict]) -> tuple[float, float]:
    """From the lowest to the highest end of an interval, with some room."""
    ends = [value for m in measured.values() if (value := BY_KEY[key].value(m)) is not None]
    ends += [end for m in measured.values() for end in BY_KEY[key].interval(m) or ()]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = max(0.06 * (high - low), 0.004)
    return low - room, high + room


def _panel_title(key: str) -> str:
    figure = BY_KEY[key]
    return figure.short if figure.higher_is_better else f"{figure.short} (lower is better)"


def _whisker(name: str, key: str, metrics: dict, look: Look) -> go.Scatter:
    value, interval = BY_KEY[key].value(metrics), BY_KEY[key].interval(metrics)
    text = BY_KEY[key].interval_text(metrics) or "no interval"
    return go.Scatter(
        x=[value],
        y=[name],
        error_x=_error(value, interval, look.faded(0.65)),
        mode="markers",
        marker={"size": 9, "color": look.colour, "symbol": look.symbol},
        hovertemplate=f"{name}<br>{BY_KEY[key].short} %{{x:.3f}}<br>95 % {text}<extra></extra>",
    )


def _error(value: float | None, interval: tuple[float, float] | None, colour: str) -> dict:
    if value is None or interval is None:
        return {"visible": False}
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(0.0, interval[1] - value)],
        "arrayminus": [max(0.0, value - interval[0])],
        "color": colour,
        "thickness": 2,
        "width": 4,
    }
