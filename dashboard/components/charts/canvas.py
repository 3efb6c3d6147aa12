"""The common style of the charts: dark, few lines, legible numbers."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

INK, SOFT, FAINT, GRID, PAPER = "#dfe5ec", "#9aa6b2", "#74808c", "#1d242d", "#0b0e12"
FONT = "system-ui, sans-serif"
UNIT_RANGE = (-0.02, 1.02)


def blank(height: int, *, left: int = 46, top: int = 30, bottom: int = 42) -> go.Figure:
    """An empty figure in the page's style."""
    return dress(go.Figure(), height, left=left, top=top, bottom=bottom)


def dress(
    figure: go.Figure, height: int, *, left: int = 46, top: int = 30, bottom: int = 42
) -> go.Figure:
    """Put a figure into the page's style; returns it."""
    figure.update_layout(
        height=height,
        margin={"l": left, "r": 10, "t": top, "b": bottom},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        font={"color": INK, "size": 12, "family": FONT},
        dragmode=False,
        hovermode="closest",
        hoverlabel={"bgcolor": "#161d25", "bordercolor": "#242c35", "font": {"color": INK}},
        legend={"font": {"size": 11.5, "color": INK}, "bgcolor": "rgba(11,14,18,0.75)"},
    )
    axis = {
        "gridcolor": GRID,
        "zeroline": False,
        "color": FAINT,
        "tickfont": {"color": SOFT, "size": 11},
        "title": {"font": {"color": SOFT, "size": 12}, "standoff": 6},
        "fixedrange": True,
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def entitle(figure: go.Figure, text: str, under: str = "") -> go.Figure:
    """A small title at the left edge of the figure, and a line in grey under it."""
    figure.update_layout(
        title={
            "text": text,
            "subtitle": {"text": under, "font": {"size": 11.5, "color": SOFT}},
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 7},
            "font": {"size": 13, "color": INK},
        }
    )
    return figure


def legend_inside(figure: go.Figure, title: str) -> go.Figure:
    """The legend in the lower right corner of the panel."""
    figure.update_layout(
        legend={
            "title": {"text": title, "font": {"size": 11.5, "color": SOFT}},
            "tracegroupgap": 0,
            "x": 0.99,
            "xanchor": "right",
            "y": 0.02,
            "yanchor": "bottom",
        }
    )
    return figure


def drawn(values: Sequence[float]) -> list[float | None]:
    """The values of a trace; a trace without any still stands in the legend."""
    return [*values] or [None]


def say_in(figure: go.Figure, text: str) -> go.Figure:
    """A sentence in the middle of an empty panel; its axes and legend go."""
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.update_layout(showlegend=False)
    figure.add_annotation(
        text=text,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"color": SOFT, "size": 13},
    )
    return figure
