"""HU by phase, as a Plotly figure: data in, figure out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.labels import COLOURS
from core.study import Guess, Level, StudyCase
from core.vocabulary.contrast import phase_title
from dashboard.components.charts.canvas import INK, SOFT, dress

HEIGHT = 360
AORTA_COLOUR = "#e5484d"
#: Distinct for colour-blind readers; the number at the end differs too.
_COLOURS = ("#56b4e9", "#e69f00", "#2fc29a", "#e58bbb", "#f0e442", "#8f9bff", "#ff8a4c", "#b8c1cb")


def column_names(case: StudyCase, guesses: Mapping[str, Guess]) -> list[str]:
    """One for each series, each different: its phase, and which of several."""
    titles = [phase_title(guesses[one.uid].phase).capitalize() for one in case.series]
    return [
        title if titles.count(title) == 1 else f"{title} {titles[: k + 1].count(title)}"
        for k, title in enumerate(titles)
    ]


def figure(case: StudyCase, guesses: Mapping[str, Guess], picked: int | None) -> go.Figure:
    """Mean HU of each lesion, of the liver and of the aorta, in the order of the series.

    The lesion that was picked is drawn thicker, with its standard deviation.
    """
    made = dress(go.Figure(), HEIGHT, top=58)
    x = column_names(case, guesses)
    for lesion in case.lesions:
        levels = [one.lesions.get(lesion) for one in case.series]
        made.add_trace(_lesion(x, lesion, levels, is_picked=lesion == picked))
    liver = [one.liver for one in case.series]
    made.add_trace(_line(x, [_hu(one) for one in liver], "liver", COLOURS["liver"], "6px,4px"))
    aorta = [one.aorta_hu for one in case.series]
    made.add_trace(_line(x, aorta, "aorta", AORTA_COLOUR, "2px,3px"))
    made.update_yaxes(title_text="mean HU")
    made.update_xaxes(type="category", categoryorder="array", categoryarray=x)
    made.update_layout(
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "x": 0,
            "font": {"color": INK},
            "title": {"text": "Lesion ", "font": {"color": SOFT, "size": 11.5}},
        }
    )
    return made


def _lesion(
    x: list[str], lesion: int, levels: Sequence[Level | None], *, is_picked: bool
) -> go.Scatter:
    spread = [0.0 if one is None else one.sd_hu for one in levels]
    colour = _COLOURS[(lesion - 1) % len(_COLOURS)]
    return go.Scatter(
        x=x,
        y=[_hu(one) for one in levels],
        name=str(lesion),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 3.5 if is_picked else 1.8},
        marker={"size": 10 if is_picked else 7, "color": colour},
        error_y={"type": "data", "array": spread, "visible": is_picked, "thickness": 1},
        customdata=[
            [s, 0 if one is None else one.n_voxels] for s, one in zip(spread, levels, strict=True)
        ],
        hovertemplate=f"Lesion {lesion}: %{{y:.0f}} ± %{{customdata[0]:.0f}} HU, "
        "%{customdata[1]} voxels<extra>%{x}</extra>",
    )


def _line(
    x: list[str], values: Sequence[float | None], name: str, colour: str, dash: str
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=list(values),
        name=name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2, "dash": dash},
        marker={"size": 6, "color": colour, "symbol": "square"},
        hovertemplate=f"{name}: %{{y:.0f}} HU<extra>%{{x}}</extra>",
    )


def _hu(level: Level | None) -> float | None:
    return None if level is None else level.hu
