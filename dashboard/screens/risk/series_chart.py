"""Data -> Plotly figure. No Streamlit here, so that a test can read the traces."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.inference import SliceInterval
from core.labels import BENIGN, COLOURS, DISPLAY_NAMES, MALIGNANT, SLICE_CLASSES
from core.vocabulary.slices import SLICE_ONE_IS

INK, FAINT, GRID, PAPER = "#dfe5ec", "#8b97a4", "#1d242d", "#0b0e12"
LIVER_GREY = "#8b97a4"
MM2_PER_CM2 = 100.0


def slices_figure(
    probabilities: np.ndarray,
    liver_area_mm2: np.ndarray,
    lesion_area_mm2: np.ndarray,
    *,
    positions_mm: np.ndarray,
    contributing: Mapping[str, Collection[int]],
    current: int,
    shown: tuple[int, int] | None = None,
    interval: SliceInterval | None = None,
    plane: str = "axial",
) -> go.Figure:
    """Three panels over one axis of slices: the two scores, the lesion area, the liver area.

    Every point stands for a slice and can be clicked; its x is the slice number as shown to
    people, from 1.

    Args:
        probabilities: (z, 3) in the order of `labels.SLICE_CLASSES`.
        liver_area_mm2, lesion_area_mm2: (z,) mm², drawn in cm².
        positions_mm: (z,) along the slice normal, for the pointer's label.
        contributing: class -> indices of the slices that make the patient's score; ringed.
        current: index of the slice in view, a vertical line.
        shown: indices of the first and the last slice on the axis; None shows all.
        interval: how far each slice's scores move; a band behind its curve.
        plane: of the slices.
    """
    figure = make_subplots(
        rows=3, cols=1, shared_xaxes=True, row_heights=[0.5, 0.25, 0.25], vertical_spacing=0.07
    )
    number = np.arange(1, len(probabilities) + 1)
    if interval is not None:
        for name in (MALIGNANT, BENIGN):
            figure.add_trace(_band(number, interval, name))
    for name in (MALIGNANT, BENIGN):
        p = probabilities[:, SLICE_CLASSES.index(name)]
        figure.add_trace(_line(number, p, DISPLAY_NAMES[name], COLOURS[name], positions_mm, ".2f"))
    ringed = [name for name in (MALIGNANT, BENIGN) if len(contributing.get(name, ()))]
    for name in ringed:
        picks = np.array(sorted(contributing[name]), dtype=int)
        p = probabilities[picks, SLICE_CLASSES.index(name)]
        figure.add_trace(_rings(number[picks], p, name, in_legend=name == ringed[0]))
    areas = (
        (2, lesion_area_mm2, "Lesion area", COLOURS[MALIGNANT]),
        (3, liver_area_mm2, "Liver area", LIVER_GREY),
    )
    for row, values, title, colour in areas:
        trace = _line(number, values / MM2_PER_CM2, title, colour, positions_mm, ".1f", " cm²")
        trace.update(fill="tozeroy", fillcolor=_faded(colour), showlegend=False)
        figure.add_trace(trace, row=row, col=1)
    figure.add_vline(x=current + 1, line={"color": INK, "width": 1})
    _lay_out(figure, shown or (0, len(number) - 1), plane)
    return figure


def _band(x: np.ndarray, interval: SliceInterval, name: str) -> go.Scatter:
    column = SLICE_CLASSES.index(name)
    low, high = interval.low[:, column], interval.high[:, column]
    return go.Scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        name=f"{DISPLAY_NAMES[name]}, range",
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=_faded(COLOURS[name]),
        showlegend=False,
        hoverinfo="skip",
    )


def _line(
    x: np.ndarray,
    y: np.ndarray,
    name: str,
    colour: str,
    positions_mm: np.ndarray,
    number_format: str,
    unit: str = "",
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 1.8},
        marker={"size": 5, "color": colour},
        customdata=positions_mm,
        hovertemplate=f"{name} %{{y:{number_format}}}{unit}"
        "<extra>slice %{x} · %{customdata:.1f} mm</extra>",
        # Streamlit dims what is not selected; a click here moves a viewer, it does not filter.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _rings(x: np.ndarray, y: np.ndarray, name: str, in_legend: bool) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name="counts towards the patient's score",
        showlegend=in_legend,
        mode="markers",
        marker={
            "size": 12,
            "color": "rgba(0,0,0,0)",
            "line": {"color": COLOURS[name], "width": 2},
        },
        hoverinfo="skip",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _lay_out(figure: go.Figure, shown: tuple[int, int], plane: str) -> None:
    first, last = shown
    figure.update_layout(
        height=470,
        margin={"l": 52, "r": 12, "t": 34, "b": 40},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        font={"color": INK, "size": 12, "family": "system-ui, sans-serif"},
        # Anchored to the whole picture: anchored to the panel, it would cover the curves briefly
        # when a narrow window is widened.
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top"},
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(
        range=[first, last + 2], gridcolor=GRID, zeroline=False, color=FAINT, fixedrange=True
    )
    figure.update_yaxes(gridcolor=GRID, zeroline=False, color=FAINT, fixedrange=True)
    figure.update_xaxes(title_text=f"slice (1 is {SLICE_ONE_IS[plane]})", row=3, col=1)
    figure.update_yaxes(title_text="probability", range=[-0.03, 1.05], row=1, col=1)
    figure.update_yaxes(title_text="lesion cm²", rangemode="tozero", row=2, col=1)
    figure.update_yaxes(title_text="liver cm²", rangemode="tozero", row=3, col=1)


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
