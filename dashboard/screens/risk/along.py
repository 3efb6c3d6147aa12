"""The slices behind the patient's score, and the one in view."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.labels import DISPLAY_NAMES
from core.pipeline import Analysis
from core.vocabulary.forms import LENGTH, slice_span
from dashboard import navigation
from dashboard.components import clicks, large_type, outside, scores, thumbnails
from dashboard.components.weakly import weakly
from dashboard.screens.risk import sentences, series_chart
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

_CHART = "risk-chart"
#: Slices on either side of those with liver that the chart shows with them.
_BESIDE = 2
#: Class -> the slices that made the patient's score of it.
Picks = dict[str, tuple[int, ...]]


def chart(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """Scores and areas along the slices; a click on a slice brings it into view."""
    picks = analysis.contributing()
    figure = series_chart.slices_figure(
        analysis.probabilities,
        analysis.liver_area_mm2,
        analysis.lesion_area_mm2,
        positions_mm=opened.series.positions_mm,
        contributing=ringed_slices(analysis, picks),
        current=opened.position.index,
        shown=_shown(analysis, opened.position.index),
        interval=analysis.slice_interval,
        plane=opened.series.plane,
    )
    large_type.plotly_chart(
        figure,
        key=_CHART,
        theme=None,
        on_select=weakly(_clicked, session, opened),
        selection_mode="points",
        config={"displayModeBar": False},
    )
    st.caption(which_count(analysis, picks))


def liver_slices(liver_area_mm2: np.ndarray) -> tuple[int, int]:
    """Indices of the first and the last slice with liver, `_BESIDE` more on either side; of all
    slices where none has liver."""
    last = len(liver_area_mm2) - 1
    shown = np.flatnonzero(liver_area_mm2)
    if not len(shown):
        return 0, last
    return max(0, int(shown[0]) - _BESIDE), min(last, int(shown[-1]) + _BESIDE)


def _shown(analysis: Analysis, current: int) -> tuple[int, int]:
    """The slices on the chart: those with liver and the one in view, or by a switch all of them.
    No switch where it would change nothing."""
    everything = 0, len(analysis.liver_area_mm2) - 1
    liver = liver_slices(analysis.liver_area_mm2)
    if liver == everything or st.toggle("Slices without liver too", key="risk-every-slice"):
        return everything
    return min(liver[0], current), max(liver[1], current)


def _clicked(session: Session, opened: OpenSeries) -> None:
    index = clicks.slice_index(session.widget(_CHART), opened.n_slices)
    if index is not None:
        session.jump(opened, index)


def ringed_slices(analysis: Analysis, picks: Picks) -> Picks:
    """Those of `analysis.contributing()`; none of a class of which all slices with liver count: a
    ring around each would say nothing."""
    n_liver = np.count_nonzero(analysis.liver_area_mm2)
    return {name: slices for name, slices in picks.items() if len(slices) < n_liver}


def which_count(analysis: Analysis, picks: Picks) -> str:
    """The slices of `analysis.contributing()`, by the rule in use, in one sentence."""
    if not any(picks.values()):
        return sentences.no_slice_counts()
    n_liver = np.count_nonzero(analysis.liver_area_mm2)
    if all(len(slices) == n_liver for slices in picks.values()):
        return sentences.all_slices_count(int(n_liver))
    parts = [f"{DISPLAY_NAMES[name]}: {_numbers(slices)}" for name, slices in picks.items()]
    return sentences.these_slices_count("; ".join(parts))


def _numbers(slices: tuple[int, ...]) -> str:
    """As people count them, from 1, runs joined: "12–14, 20"; "none" for none."""
    runs: list[list[int]] = []
    for index in slices:
        if runs and index == runs[-1][1] + 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    words = [slice_span(first, last) for first, last in runs]
    return ", ".join(words) or "none"


def slice_in_view(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """The slice that was clicked, as a still with its outlines, and a button to the viewer."""
    index = opened.position.index
    picture = thumbnails.slice_still(opened.series, index, mask=analysis.mask, width=420)
    interval = analysis.slice_interval
    ranges = list(zip(interval.low[index], interval.high[index], strict=True)) if interval else None
    st.html(
        f'<div class="ll-still"><img src="{picture}" alt="Slice {index + 1}">'
        f"<p>Slice {index + 1} of {opened.n_slices} · "
        f"z {LENGTH.text(opened.series.positions_mm[index])} mm</p>"
        f"{outside.marked(analysis.patient, scores.chips(analysis.probabilities[index], ranges))}"
        "</div>"
    )
    if st.button(f"Open slice {index + 1} in Review", type="primary", width="stretch"):
        st.switch_page(navigation.page("review"))
