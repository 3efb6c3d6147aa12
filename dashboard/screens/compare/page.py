"""The Compare page: choose, run what is missing, look, and read how far the models agree."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from core.comparison import FEWEST_MODELS, Comparison
from core.comparison.lesion_match import RULE
from core.comparison.memory import WHAT_IT_IS as WHAT_MEMORY_IS
from core.models import ModelCard
from dashboard.components import notices, reference_mask
from dashboard.components.charts.palette import Look, looks
from dashboard.screens.compare import (
    choice,
    comparing,
    curves,
    differences,
    downloads,
    heat,
    images,
    runs,
    tables,
    waiting,
)
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

_CHART = "compare-chart"


def show(session: Session, entry: Entry) -> None:
    """Draw the page; there are at least two models."""
    look = looks(session.cards)
    with st.container(key="compare-bar", horizontal=True, vertical_alignment="center"):
        cards = choice.models(session, entry)
        heat_choice = choice.heatmap()
        reference = reference_mask.choose(session, entry)
        runs.control(session, entry, cards)
    if len(cards) < FEWEST_MODELS:
        st.info(f"Pick {FEWEST_MODELS} to 4 models to hold against each other.")
        return
    heat.call_off_others(session, entry, heat_choice)
    with notices.errors_as_sentences():
        comparison = _comparison(session, entry, cards, reference)
        _look(session, entry, cards, look, heat_choice, comparison)
        if comparison is not None:
            _read(session, entry, cards, look, comparison)


def _comparison(
    session: Session, entry: Entry, cards: Sequence[ModelCard], reference: np.ndarray | None
) -> Comparison | None:
    """Of those of the models that have analysed the series; None with fewer than two."""
    todo = choice.missing(session, entry, cards)
    done = [card for card in cards if card not in todo]
    if len(done) < FEWEST_MODELS:
        return None
    with st.spinner("Comparing"):
        return comparing.comparison_of(session, entry, done, reference)


@st.fragment
def _look(
    session: Session,
    entry: Entry,
    cards: Sequence[ModelCard],
    look: Mapping[str, Look],
    heat_choice: str,
    comparison: Comparison | None,
) -> None:
    """Images, chart and differences. A fragment: a new slice reruns this much and no more."""
    with notices.errors_as_sentences():
        current = images.show(session, entry, cards, look, heat_choice)
        # Below the images, so that they don't move when it comes and goes.
        runs.progress(session, entry, cards, look)
        waiting.for_tasks(heat.tasks_of(session, entry, cards, heat_choice), "Making the heatmaps")
        if comparison is None:
            _words("Curves and agreement appear when two models have analysed the series.")
            return
        with st.container(key="compare-look"):
            chart, side = st.columns([2, 1], gap="medium")
        with chart:
            _head("Malignant along the slices: click to go there")
            _curves(session, entry, look, comparison, current)
        with side:
            _head("Where they differ most")
            differences.show(session, entry, comparison.disagreements, look, current)


def _curves(
    session: Session,
    entry: Entry,
    look: Mapping[str, Look],
    comparison: Comparison,
    current: int,
) -> None:
    def clicked() -> None:
        points = session.widget(_CHART).selection.points
        if points:
            session.jump(entry, int(points[0]["x"]) - 1)

    st.plotly_chart(
        curves.curves_figure(
            {run.name: run.analysis.probabilities for run in comparison.runs},
            look,
            positions_mm=entry.series.positions_mm,
            current=current,
            differ=images.differing(comparison),
        ),
        key=_CHART,
        theme=None,
        on_select=clicked,
        selection_mode="points",
        config={"displayModeBar": False},
    )


def _read(
    session: Session,
    entry: Entry,
    cards: Sequence[ModelCard],
    look: Mapping[str, Look],
    comparison: Comparison,
) -> None:
    """The tables, the files to take along; the heatmaps' agreement comes in when it is made."""
    done = [card for card in cards if card.name in comparison.names]
    with notices.errors_as_sentences():
        # Not while a model runs: it would slow the run down, and there is one more to come.
        waits = bool(runs.under_way(session, entry, cards))
        task = None if waits else comparing.heat_task(session, entry, done)
        pending = "…" if task is None or not task.finished else None
        if task is not None and task.state == "done":
            comparison = comparing.with_heat(comparison, task.result)
        _head("Each model")
        st.html(tables.runs_table(comparison, look))
        _words(_cost_note())
        _head("How far they agree")
        st.html(tables.pairs_table(comparison, look, pending))
        waiting.for_tasks([task] if task else [], "Comparing the heatmaps")
        _words(" ".join(_agreement_notes(comparison)))
        _reference(session, entry, look, comparison)
        downloads.buttons(comparison, session.references.get(entry.digest))


def _reference(
    session: Session, entry: Entry, look: Mapping[str, Look], comparison: Comparison
) -> None:
    _head("Against the reference mask")
    if comparison.reference is None:
        st.html(
            '<div class="ll-words">Load outlines that someone drew on this CT with '
            "<b>Reference mask</b> above, to score each model against them.</div>"
        )
        return
    st.html(tables.reference_table(comparison.reference, look))
    notes = [*session.references[entry.digest].notes, RULE]
    _words(" ".join(notes))


def _agreement_notes(comparison: Comparison) -> list[str]:
    """What the figures of the agreement rest on."""
    n_slices = comparison.agreement[0].n_slices
    notes = [
        f"Classes and p(malignant) on the {n_slices} slices on which a model outlines liver; "
        "Dice over the series; a dash where there is nothing to compare."
    ]
    heat_agreement = comparison.heat
    if heat_agreement is not None:
        notes.append(
            f"Heat: Grad-CAM of the {heat_agreement.target} class in the liver of "
            f"{len(heat_agreement.slices)} slices, half of them the most suspicious."
        )
        notes += [
            why if name in why else f"{name}: {why}" for name, why in heat_agreement.missing.items()
        ]
    return notes


def _cost_note() -> str:
    return (
        "Times are of these very analyses on this machine, with whatever else it was doing. "
        f"Peak MB: {WHAT_MEMORY_IS}"
    )


def _words(text: str) -> None:
    st.html(f'<div class="ll-words">{html.escape(text)}</div>')


def _head(text: str) -> None:
    st.html(f'<div class="ll-head">{html.escape(text)}</div>')
