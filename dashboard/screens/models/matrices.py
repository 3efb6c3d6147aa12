"""The confusion matrix of one model: how the slices of each class were classified."""

from __future__ import annotations

import plotly.graph_objects as go

from core.labels import SLICE_CLASSES
from dashboard.components.charts import canvas
from dashboard.components.charts.palette import Look
from dashboard.screens.models.figures import NOT_MEASURED, number, with_interval

#: One hue, from the ground up: the share of the row.
_SCALE = [[0, "#10161d"], [1, "#3d8fc0"]]
MATRIX_HEIGHT = 256


def confusion_figure(name: str, metrics: dict, look: Look) -> go.Figure:
    """Counts and row percentages; the colour is the percentage."""
    figure = canvas.blank(MATRIX_HEIGHT, left=72, top=52, bottom=30)
    canvas.entitle(
        figure,
        f"<span style='color:{look.colour}'>■</span> {name}",
        f"accuracy {with_interval(metrics, 'accuracy')}",
    )
    matrix = matrix_of(metrics)
    if matrix is None:
        return canvas.say_in(figure, f"Confusion matrix {NOT_MEASURED}")
    shares = [[n / sum(row) if sum(row) else 0.0 for n in row] for row in matrix]
    figure.add_trace(
        go.Heatmap(
            z=shares,
            x=list(SLICE_CLASSES),
            y=list(SLICE_CLASSES),
            customdata=matrix,
            text=[
                [f"<b>{n:.0f}</b><br>{share:.0%}" if sum(row) else "–" for n, share in pairs]
                for row, pairs in zip(
                    matrix,
                    (zip(a, b, strict=True) for a, b in zip(matrix, shares, strict=True)),
                    strict=True,
                )
            ],
            texttemplate="%{text}",
            textfont={"color": canvas.INK, "size": 12.5},
            colorscale=_SCALE,
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{customdata} of the %{y} slices were called %{x} (%{z:.0%})"
            "<extra></extra>",
        )
    )
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def matrix_of(metrics: dict) -> list[list[float]] | None:
    """Rows are the truth, columns the prediction; None where it is absent or of another shape."""
    matrix = metrics.get("confusion_matrix")
    size = len(SLICE_CLASSES)
    if not isinstance(matrix, list) or len(matrix) != size:
        return None
    if any(not isinstance(row, list) or len(row) != size for row in matrix):
        return None
    if any(number(n) is None for row in matrix for n in row):
        return None
    return matrix
