"""Counts and points -> Plotly figures. No Streamlit here, so that a test can read the traces."""

from __future__ import annotations

import itertools

import plotly.graph_objects as go

from core.labels import COLOURS, DISPLAY_NAMES
from core.vocabulary.patient import is_outside
from core.worklist.cohort import N_BINS, N_CELLS, Cohort, Counts, Point, cell_edges
from core.worklist.filters import CATEGORY_ORDER
from dashboard.components.charts.canvas import INK, SOFT, UNIT_RANGE, blank, entitle, say_in
from dashboard.screens.cohort import sentences
from dashboard.services.pseudonyms import subject


def risk_figure(counts: Counts) -> go.Figure:
    """How many series have which p(malignant), stacked by category."""
    figure = blank(300, top=58)
    edges = cell_edges(N_BINS, 1.0)
    centres = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
    heights = [0] * N_BINS
    for name in present(counts):
        values = counts.by_bin(name, N_BINS)
        heights = [below + above for below, above in zip(heights, values, strict=True)]
        figure.add_trace(
            go.Bar(
                x=centres,
                y=values,
                name=_title(name),
                marker={"color": _colour(name), "line": {"width": 0}},
                hovertemplate="%{y} of p(malignant) %{x:.3f} ± 0.025<extra>"
                f"{_title(name)}</extra>",
            )
        )
    figure.update_layout(barmode="stack", bargap=0.08, legend=_LEGEND, showlegend=True)
    figure.update_xaxes(title_text="p(malignant)", range=[0, 1])
    figure.update_yaxes(title_text="series", rangemode="tozero", dtick=count_step(max(heights)))
    entitle(figure, "Risk", f"n = {counts.n_series:,} series")
    return figure


def burden_figure(cohort: Cohort) -> go.Figure:
    """Lesion burden against p(malignant); each point is a record and carries its number.

    Where too many to tell apart lie close together, a square in grey stands for them. Series
    without a liver have no burden and are counted under the title.
    """
    figure = blank(410, top=58, bottom=86)
    counts, cloud, picked = cohort.counts, cohort.cloud, cohort.picked
    if cloud.cells:
        _squares(figure, cohort)
    points = list(cloud.points)
    if picked is not None and picked.burden_percent is not None and picked not in points:
        points.append(picked)
    for name in CATEGORY_ORDER:
        if some := [one for one in points if one.category == name]:
            _points(figure, name, some, picked)
    placed = counts.n_series - counts.n_without_liver
    figure.update_layout(clickmode="event+select", legend=_LEGEND_BELOW, showlegend=True)
    figure.update_xaxes(title_text="p(malignant)", range=list(UNIT_RANGE))
    figure.update_yaxes(title_text="lesions, % of the liver", rangemode="tozero")
    note = sentences.in_the_cloud(placed, counts.n_without_liver)
    entitle(figure, "Lesion burden against risk", note)
    return figure if placed else say_in(figure, sentences.no_series_with_a_liver_fits())


def _squares(figure: go.Figure, cohort: Cohort) -> None:
    across = cell_edges(N_CELLS, 1.0)
    up = cell_edges(N_CELLS, cohort.counts.burden_range)
    numbers: list[list[int | None]] = [[None] * N_CELLS for _ in range(N_CELLS)]
    for cell in cohort.cloud.cells:
        numbers[cell.row][cell.column] = cell.count
    ranges = [
        [
            f"{left:.2f}–{right:.2f}, burden {low:.1f}–{high:.1f} %"
            for left, right in itertools.pairwise(across)
        ]
        for low, high in itertools.pairwise(up)
    ]
    figure.add_trace(
        go.Heatmap(
            x=across,
            y=up,
            z=numbers,
            text=ranges,
            name="Several series",
            colorscale=[[0, "#222b35"], [1, "#aebac6"]],
            zmin=0,
            xgap=1,
            ygap=1,
            hoverongaps=False,
            hovertemplate="%{z} series<br>p(malignant) %{text}<extra></extra>",
            showscale=False,
        )
    )


def _points(figure: go.Figure, name: str, some: list[Point], picked: Point | None) -> None:
    chosen = None if picked is None else picked.record_id
    figure.add_trace(
        go.Scatter(
            x=[one.p_malignant for one in some],
            y=[one.burden_percent for one in some],
            mode="markers",
            name=_title(name),
            customdata=[[one.record_id, _words(one)] for one in some],
            marker={
                "size": [13 if one.record_id == chosen else 8 for one in some],
                "color": _colour(name),
                "opacity": 0.85,
                "line": {
                    "width": [2 if one.record_id == chosen else 0 for one in some],
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


def categories_figure(counts: Counts) -> go.Figure:
    """How many series are of each category, with its share."""
    figure = blank(300, left=104, top=58)
    n, by_category = counts.n_series, counts.by_category
    # Where the page leaves them out, a bar of none would be wrong.
    names = [name for name in reversed(CATEGORY_ORDER) if by_category[name] or not is_outside(name)]
    figure.add_trace(
        go.Bar(
            x=[by_category[name] for name in names],
            y=[_title(name) for name in names],
            orientation="h",
            marker={"color": [_colour(name) for name in names]},
            text=[
                f"{by_category[name]:,} ({by_category[name] / n:.0%})" if n else ""
                for name in names
            ],
            textposition="outside",
            textfont={"color": SOFT},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(showlegend=False)
    most = max(*by_category.values(), 1, 1)
    figure.update_xaxes(title_text="series", dtick=count_step(most), range=[0, 1.25 * most])
    entitle(figure, "Categories", f"n = {n:,} series")
    return figure


def count_step(most: int) -> int:
    """Between the ticks of an axis up to `most`: 1, 2 or 5 times a power of ten, about five ticks;
    never a fraction of a series."""
    for step in (unit * 10**power for power in range(9) for unit in (1, 2, 5)):
        if most <= 6 * step:
            return step
    return most


def present(counts: Counts) -> list[str]:
    """The categories that there are, the most urgent first."""
    there = counts.by_category
    return [name for name in CATEGORY_ORDER if there[name]]


#: At the right end of the title's line, above what stands under the title.
_LEGEND = {
    "orientation": "h",
    "x": 1,
    "xanchor": "right",
    "y": 1,
    "yref": "container",
    "yanchor": "top",
}

#: Under the axis: beside a long title there is no room on a small screen.
_LEGEND_BELOW = {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.2, "yanchor": "top"}


def _colour(name: str) -> str:
    return COLOURS[name]


def _title(name: str) -> str:
    return DISPLAY_NAMES.get(name, name.capitalize())


def _words(record: Point) -> str:
    date = f", {record.study_date:%Y-%m-%d}" if record.study_date else ""
    return f"{subject(record.pseudonym)}{date}"
