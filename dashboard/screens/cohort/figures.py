"""Records -> Plotly figures. No Streamlit here, so that a test can read the traces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.labels import COLOURS, DISPLAY_NAMES
from core.vocabulary.patient import is_outside
from core.worklist import Record
from core.worklist.filters import CATEGORY_ORDER
from dashboard.components.charts.canvas import INK, SOFT, UNIT_RANGE, blank, entitle, say_in
from dashboard.screens.cohort import sentences
from dashboard.services.pseudonyms import subject

#: Width of a bar of the histogram.
BIN = 0.05


def risk_figure(records: Sequence[Record]) -> go.Figure:
    """How many records have which p(malignant), stacked by category."""
    figure = blank(300, top=58)
    for name in present(records):
        values = [one.p_malignant for one in records if one.category == name]
        figure.add_trace(
            go.Bar(
                x=bin_centres(),
                y=binned(values),
                name=_title(name),
                marker={"color": _colour(name), "line": {"width": 0}},
                hovertemplate="%{y} of p(malignant) %{x:.3f} ± 0.025<extra>"
                f"{_title(name)}</extra>",
            )
        )
    figure.update_layout(barmode="stack", bargap=0.08, legend=_LEGEND, showlegend=True)
    figure.update_xaxes(title_text="p(malignant)", range=[0, 1])
    highest = int(binned([one.p_malignant for one in records]).max())
    figure.update_yaxes(title_text="series", rangemode="tozero", dtick=count_step(highest))
    entitle(figure, "Risk", f"n = {len(records)} series")
    return figure if records else say_in(figure, sentences.no_series_fits())


def bin_centres() -> np.ndarray:
    return np.arange(BIN / 2, 1.0, BIN)


def binned(values: Sequence[float]) -> np.ndarray:
    """How many values lie in each bin; an edge belongs to the bin above it, 1.0 to the last."""
    # Rounded: 3 * 0.05 is slightly more than the 0.15 of a record.
    edges = np.round(np.linspace(0.0, 1.0, round(1 / BIN) + 1), 2)
    return np.histogram(values, edges)[0]


def burden_figure(records: Sequence[Record], picked: int | None = None) -> go.Figure:
    """Lesion burden against p(malignant); each point is a record and carries its number.

    Records without a liver have no burden and are counted under the title.
    """
    figure = blank(380, top=58)
    placed = [one for one in records if one.burden_percent is not None]
    for name in present(placed):
        some = [one for one in placed if one.category == name]
        figure.add_trace(
            go.Scatter(
                x=[one.p_malignant for one in some],
                y=[one.burden_percent for one in some],
                mode="markers",
                name=_title(name),
                customdata=[[one.id, _words(one)] for one in some],
                marker={
                    "size": [13 if one.id == picked else 8 for one in some],
                    "color": _colour(name),
                    "opacity": 0.85,
                    "line": {
                        "width": [2 if one.id == picked else 0 for one in some],
                        "color": INK,
                    },
                },
                hovertemplate="%{customdata[1]}<br>p(malignant) %{x:.2f}, burden %{y:.1f} %"
                "<extra></extra>",
                # Streamlit dims what is not selected; a click opens a record, it filters nothing.
                selected={"marker": {"opacity": 0.85}},
                unselected={"marker": {"opacity": 0.85}},
            )
        )
    without = len(records) - len(placed)
    note = f"n = {len(placed)} series; click one to see it"
    if without:
        note += f"; {without} more without liver, and so without a burden"
    figure.update_layout(clickmode="event+select", legend=_LEGEND, showlegend=True)
    figure.update_xaxes(title_text="p(malignant)", range=list(UNIT_RANGE))
    figure.update_yaxes(title_text="lesions, % of the liver", rangemode="tozero")
    entitle(figure, "Lesion burden against risk", note)
    return figure if placed else say_in(figure, sentences.no_series_with_a_liver_fits())


def categories_figure(records: Sequence[Record]) -> go.Figure:
    """How many records are of each category, with its share."""
    figure = blank(300, left=104, top=58)
    n = len(records)
    counts = {name: sum(one.category == name for one in records) for name in CATEGORY_ORDER}
    # Where the page leaves them out, a bar of none would be wrong.
    names = [name for name in reversed(CATEGORY_ORDER) if counts[name] or not is_outside(name)]
    figure.add_trace(
        go.Bar(
            x=[counts[name] for name in names],
            y=[_title(name) for name in names],
            orientation="h",
            marker={"color": [_colour(name) for name in names]},
            text=[f"{counts[name]} ({counts[name] / n:.0%})" if n else "" for name in names],
            textposition="outside",
            textfont={"color": SOFT},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(showlegend=False)
    most = max(*counts.values(), 1)
    figure.update_xaxes(title_text="series", dtick=count_step(most), range=[0, 1.25 * most])
    entitle(figure, "Categories", f"n = {n} series")
    return figure if records else say_in(figure, sentences.no_series_fits())


def count_step(most: int) -> int:
    """Between the ticks of an axis up to `most`: 1, 2 or 5 times a power of ten, about five ticks;
    never a fraction of a series."""
    for step in (unit * 10**power for power in range(9) for unit in (1, 2, 5)):
        if most <= 6 * step:
            return step
    return most


def present(records: Sequence[Record]) -> list[str]:
    """The categories that there are, the most urgent first."""
    return [name for name in CATEGORY_ORDER if any(one.category == name for one in records)]


#: At the right end of the title's line, above what stands under the title.
_LEGEND = {
    "orientation": "h",
    "x": 1,
    "xanchor": "right",
    "y": 1,
    "yref": "container",
    "yanchor": "top",
}


def _colour(name: str) -> str:
    return COLOURS[name]


def _title(name: str) -> str:
    return DISPLAY_NAMES.get(name, name.capitalize())


def _words(record: Record) -> str:
    date = f", {record.study_date:%Y-%m-%d}" if record.study_date else ""
    return f"{subject(record.pseudonym)}{date}"
