"""The curves behind the tests: pixels removed or put back, weights randomised."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.attribution.quality import Measure, Quality
from dashboard.components.charts import canvas

DELETION, INSERTION, RANDOMISATION = "deletion_auc", "insertion_auc", "randomisation"
COLOURS = {DELETION: "#f08a5d", INSERTION: "#7fb8dc", RANDOMISATION: "#b8a6e8"}
HEIGHT = 168

#: x and y of its points.
Curve = tuple[np.ndarray, np.ndarray]


def removal_figure(quality: Quality) -> go.Figure | None:
    """Deletion and insertion: the target's probability against the share of pixels handled; None
    where neither was taken."""
    taken = [item for item in quality.items if item.name in (DELETION, INSERTION)]
    found = [(item, item.curve) for item in taken if item.curve is not None]
    if not found:
        return None
    figure = _blank("Hottest pixels first")
    for item, curve in found:
        words = f"{item.title}, area {item.value:.2f}" if item.value is not None else item.title
        figure.add_trace(_line(item, curve, words, "%{x:.0%} of the pixels: %{y:.2f}"))
    figure.update_xaxes(tickformat=".0%", range=canvas.UNIT_RANGE)
    figure.update_yaxes(range=canvas.UNIT_RANGE)
    return figure


def randomisation_figure(quality: Quality) -> go.Figure | None:
    """Rank correlation with the map after the weights were randomised, from the head down; None
    where that was not tried."""
    found = [item for item in quality.items if item.name == RANDOMISATION]
    curve = found[0].curve if found else None
    if curve is None:
        return None
    item = found[0]
    figure = _blank("Likeness, weights randomised")
    trace = _line(item, curve, item.title, "%{customdata}: %{y:.2f}")
    trace.update(
        mode="lines+markers",
        marker={"size": 5},
        customdata=["as trained", *item.details.get("stages", [])],
        showlegend=False,
    )
    figure.add_trace(trace)
    figure.update_xaxes(
        range=canvas.UNIT_RANGE, tickvals=[0, 1], ticktext=["as trained", "all randomised"]
    )
    figure.update_yaxes(range=(min(-0.05, *curve[1]) - 0.02, 1.05))
    return figure


def _line(item: Measure, curve: Curve, name: str, hover: str) -> go.Scatter:
    x, y = curve
    return go.Scatter(
        x=list(x),
        y=list(y),
        name=name,
        mode="lines",
        line={"color": COLOURS[item.name], "width": 2},
        hovertemplate=f"{hover}<extra>{item.title}</extra>",
    )


def _blank(title: str) -> go.Figure:
    figure = canvas.entitle(canvas.blank(HEIGHT, left=30, top=44, bottom=22), title)
    figure.update_layout(
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 10.5}}
    )
    return figure
