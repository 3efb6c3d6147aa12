"""The reliability diagram of one model: of the slices that it is 80 % sure of, are 80 % right?"""

from __future__ import annotations

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.figures import (
    NOT_MEASURED,
    as_text,
    figure_of,
    number,
    rows,
    table,
    with_interval,
)

RELIABILITY_HEIGHT = 370


def reliability_figure(name: str, metrics: dict, look: Look) -> go.Figure:
    """Above, the share that is right against the stated probability, with and without temperature
    scaling; below, how many slices are in each bin."""
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.74, 0.26], vertical_spacing=0.05
    )
    canvas.dress(figure, RELIABILITY_HEIGHT, top=54)
    canvas.entitle(
        figure,
        f"<span style='color:{look.colour}'>■</span> {name}",
        f"ECE {with_interval(metrics, 'ece', 3)}, "
        f"before scaling {as_text(figure_of(metrics, 'ece_before_scaling'))}",
    )
    scaled = bins_of(metrics, "scaled")
    if not scaled:
        return canvas.say_in(figure, f"Reliability {NOT_MEASURED}")
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": canvas.FAINT, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        ),
        row=1,
        col=1,
    )
    figure.add_trace(_line(bins_of(metrics, "unscaled"), "before", canvas.FAINT), 1, 1)
    figure.add_trace(_line(scaled, "after", look.colour), 1, 1)
    figure.add_trace(
        go.Bar(
            x=[(b["from"] + b["to"]) / 2 for b in scaled],
            y=[b["n"] for b in scaled],
            text=[str(b["n"]) if b["n"] else "" for b in scaled],
            textposition="outside",
            textfont={"size": 11, "color": canvas.SOFT},
            width=0.085,
            marker={"color": look.faded(0.55), "line": {"width": 0}},
            cliponaxis=False,
            showlegend=False,
            hovertemplate="%{y} slices with a probability around %{x:.2f}<extra></extra>",
        ),
        row=2,
        col=1,
    )
    most = max(b["n"] for b in scaled)
    figure.update_yaxes(title_text="right", range=(-0.02, 1.06), dtick=0.2, row=1, col=1)
    figure.update_yaxes(
        title_text="slices",
        range=[0, most * 1.4],
        showticklabels=False,
        showgrid=False,
        row=2,
        col=1,
    )
    figure.update_xaxes(range=(-0.02, 1.06), dtick=0.2)
    figure.update_xaxes(title_text="probability of the class that was called", row=2, col=1)
    figure.update_layout(showlegend=False)
    return figure


def _line(bins: list[dict], name: str, colour: str) -> go.Scatter:
    filled = [b for b in bins if b["n"] and number(b.get("accuracy")) is not None]
    return go.Scatter(
        x=[b["confidence"] for b in filled] or [None],
        y=[b["accuracy"] for b in filled] or [None],
        customdata=[b["n"] for b in filled],
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 1.5},
        # The more slices, the larger; one slice can still be seen.
        marker={"color": colour, "size": [5 + 1.4 * b["n"] ** 0.5 for b in filled]},
        cliponaxis=False,
        hovertemplate=f"{name} temperature scaling<br>probability %{{x:.2f}}, right %{{y:.0%}}, "
        "%{customdata} slices<extra></extra>",
    )


def bins_of(metrics: dict, which: str) -> list[dict]:
    """The bins "scaled" or "unscaled" of the card; none where not measured."""
    found = rows(table(metrics.get("reliability")).get(which))
    return [b for b in found if all(number(b.get(key)) is not None for key in ("from", "to", "n"))]
