"""A patient over time, as Plotly figures: data in, figure out."""

from __future__ import annotations

from datetime import timedelta

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.follow_up import FollowUp, Track
from core.labels import COLOURS, MALIGNANT
from dashboard.components.charts.canvas import INK, SOFT, dress

HEIGHT = 300
#: Beside the images.
SMALL_HEIGHT = 256
SUM_COLOUR = INK
OUTSIDE_COLOUR = "#5f6973"
#: Distinct for colour-blind readers; dashes and the number at the end differ too.
_COLOURS = ("#56b4e9", "#e69f00", "#2fc29a", "#e58bbb", "#f0e442", "#8f9bff", "#ff8a4c", "#b8c1cb")
_DASHES = ("solid", "8px,3px", "2px,3px", "8px,3px,2px,3px")


def colour_of(track: Track) -> str:
    return _COLOURS[(track.id - 1) % len(_COLOURS)]


def colours_of(result: FollowUp, colour: str) -> list[str]:
    """Of the point of each scan: grey where the scan is not assessable."""
    return [OUTSIDE_COLOUR if scan.is_outside else colour for scan in result.scans]


def places(result: FollowUp) -> list:
    """Where each scan stands on the axis of time: its date, or its number where one is missing."""
    days = [scan.study_date for scan in result.scans]
    return list(range(1, len(days) + 1)) if None in days else days


def sizes_figure(
    result: FollowUp, picked: int | None = None, *, is_small: bool = False
) -> go.Figure:
    """Longest diameter of each lesion, and the sum of the targets, over time.

    A lesion's points can be clicked: their custom data is `Track.id`. A cross marks where one is
    gone. A small figure has its legend above.
    """
    figure = dress(go.Figure(), SMALL_HEIGHT if is_small else HEIGHT, top=72 if is_small else 30)
    x = places(result)
    for track in result.tracks:
        chosen = track.id == picked
        colour = colour_of(track)
        y = [None if one is None else one.diameter_mm for one in track.seen]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                name=f"{track.id}" + (" (target)" if track.id in result.sums.targets else ""),
                mode="lines+markers",
                connectgaps=False,
                line={
                    "color": colour,
                    "width": 3.5 if chosen else 1.8,
                    "dash": _DASHES[(track.id - 1) // len(_COLOURS) % len(_DASHES)],
                },
                marker={"size": 11 if chosen else 8, "color": colours_of(result, colour)},
                customdata=[track.id] * len(x),
                hovertemplate=f"Lesion {track.id}: %{{y:.1f}} mm<extra>%{{x}}</extra>",
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
        _ends(figure, track, x, colour)
    if result.sums.known:
        figure.add_trace(
            go.Scatter(
                x=x,
                y=[None if one is None else one.sum_mm for one in result.sums.sums],
                connectgaps=True,
                name="sum of targets",
                mode="lines+markers",
                line={"color": SUM_COLOUR, "width": 1.8, "dash": "4px,3px"},
                marker={"size": 8, "symbol": "square", "color": SUM_COLOUR},
                hovertemplate="Sum of targets: %{y:.1f} mm<extra>%{x}</extra>",
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
    figure.update_layout(
        clickmode="event+select",
        legend={"title": {"text": "Lesion", "font": {"color": SOFT, "size": 11.5}}},
    )
    if is_small:
        above = {"yref": "container", "y": 1, "yanchor": "top", "x": 0}
        figure.update_layout(legend={"orientation": "h", "title": {"text": ""}, **above})
    figure.update_yaxes(title_text="longest diameter, mm", rangemode="tozero")
    _time_axis(figure, x)
    return figure


def _ends(figure: go.Figure, track: Track, x: list, colour: str) -> None:
    """A cross at zero on the first scan that no longer shows it."""
    gone = [
        i
        for i in range(track.first + 1, len(x))
        if track.seen[i] is None and track.seen[i - 1] is not None
    ]
    if gone:
        figure.add_trace(
            go.Scatter(
                x=[x[i] for i in gone],
                y=[0.0] * len(gone),
                mode="markers",
                showlegend=False,
                cliponaxis=False,
                marker={"size": 10, "symbol": "x", "color": colour},
                customdata=[track.id] * len(gone),
                hovertemplate=f"Lesion {track.id}: not found<extra>%{{x}}</extra>",
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )


def patient_figure(result: FollowUp, *, is_small: bool = False) -> go.Figure:
    """Three small panels over one axis of time: liver, burden, p(malignant)."""
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.1)
    dress(figure, SMALL_HEIGHT if is_small else HEIGHT, left=58, top=14)
    x = places(result)
    panels = (
        (
            "liver mL",
            [s.liver_ml for s in result.scans],
            COLOURS["liver"],
            ":,.0f",
            " mL",
            "tozero",
        ),
        ("burden %", [s.burden_percent for s in result.scans], SOFT, ":.1f", " %", "tozero"),
        (
            "p(malignant)",
            [s.p_malignant for s in result.scans],
            COLOURS[MALIGNANT],
            ":.2f",
            "",
            None,
        ),
    )
    for row, (title, values, colour, number, unit, mode) in enumerate(panels, start=1):
        figure.add_trace(
            go.Scatter(
                x=x,
                y=values,
                name=title,
                showlegend=False,
                mode="lines+markers",
                line={"color": colour, "width": 1.8},
                marker={"size": 7, "color": colours_of(result, colour)},
                hovertemplate=f"{title} %{{y{number}}}{unit}<extra>%{{x}}</extra>",
            ),
            row=row,
            col=1,
        )
        figure.update_yaxes(title_text=title, nticks=4, row=row, col=1)
        if mode:
            figure.update_yaxes(rangemode=mode, row=row, col=1)
    figure.update_yaxes(range=[-0.05, 1.08], row=3, col=1)
    _time_axis(figure, x)
    return figure


def _time_axis(figure: go.Figure, x: list) -> None:
    """Each scan is a tick; room at both ends."""
    if isinstance(x[0], int):
        figure.update_xaxes(
            tickvals=x, ticktext=[f"scan {n}" for n in x], range=[0.7, len(x) + 0.3]
        )
        return
    room = max((x[-1] - x[0]) * 0.08, timedelta(days=2))
    figure.update_xaxes(
        type="date",
        tickvals=list(dict.fromkeys(x)),
        tickformat="%Y-%m-%d",
        range=[x[0] - room, x[-1] + room],
    )
