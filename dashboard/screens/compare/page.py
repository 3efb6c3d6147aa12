"""The Compare page: choose, run what is missing, look, and read how far the models agree."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from core.comparison import FEWEST_MODELS, MOST_MODELS, Comparison
from core.comparison.lesion_match import RULE
from core.comparison.sentences import peak_memory_meaning
from core.models import ModelCard
from dashboard.components import clicks, large_type, notices, progress, reference_mask
from dashboard.components.charts.palette import Look, looks
from dashboard.components.fragment import fragment
from dashboard.components.weakly import weakly
from dashboard.screens.compare import (
    card_figures,
    choice,
    comparing,
    curves,
    differences,
    downloads,
    heat,
    images,
    runs,
    sentences,
    tables,
    words,
)
from dashboard.services import sample_results
from dashboard.state.jobs import Job
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

_CHART = "compare-chart"


def show(session: Session, opened: OpenSeries) -> None:
    """Draw the page; there are at least two models."""
    look = looks(session.cards)
    with st.container(key="compare-bar", horizontal=True, vertical_alignment="center"):
        cards = choice.models(session, opened)
        # A sample opens filled; a model whose weights or card have changed is run.
        sample_results.restore(session, opened, cards)
        heat_choice = choice.heatmap()
        reference = reference_mask.choose(session, opened)
        runs.control(session, opened, cards)
    if len(cards) < FEWEST_MODELS:
        st.info(sentences.pick_more_models(FEWEST_MODELS, MOST_MODELS))
        return
    heat.cancel_others(opened, heat_choice)
    with notices.errors_as_sentences():
        comparison = _comparison(opened, cards, reference)
        draw = fragment(_look, also=(Comparison,))
        draw(session, opened, cards, look, heat_choice, comparison)
        if comparison is not None:
            _read(session, opened, cards, look, heat_choice, comparison)


def _comparison(
    opened: OpenSeries, cards: Sequence[ModelCard], reference: np.ndarray | None
) -> Comparison | None:
    """Of those of the models that have analysed the series; None with fewer than two."""
    todo = choice.missing(opened, cards)
    done = [card for card in cards if card not in todo]
    if len(done) < FEWEST_MODELS:
        return None
    with st.spinner("Comparing"):
        return comparing.comparison_of(opened, done, reference)


def _look(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    look: Mapping[str, Look],
    heat_choice: str,
    comparison: Comparison | None,
) -> None:
    """Images, chart and differences. A fragment: a new slice reruns this much and no more."""
    with notices.errors_as_sentences():
        current = images.show(session, opened, cards, look, heat_choice)
        if opened.reference is not None:
            st.html(words.reference_legend())
        # Below the images, so that they don't move when it comes and goes.
        runs.show_progress(session, opened, cards, look)
        progress.show_all(heat.jobs_of(opened, cards, heat_choice), "Making the heatmaps")
        if comparison is None:
            _before(session, opened, cards, look)
            return
        with st.container(key="compare-look"):
            chart, side = st.columns([2, 1], gap="medium")
        with chart:
            _head("Malignant along the slices: click to go there")
            _curves(session, opened, look, comparison, current)
        with side:
            _head("Where they differ most")
            differences.show(session, opened, comparison.disagreements, look, current)


def _before(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    look: Mapping[str, Look],
) -> None:
    """What is missing, the button for it, and what there is."""
    todo = choice.missing(opened, cards)
    if len(cards) - len(todo) >= FEWEST_MODELS:
        # They ended after the page was drawn, and this is the fragment's own rerun.
        st.rerun()
    with st.container(key="compare-before", horizontal=True, vertical_alignment="center"):
        if not runs.under_way(opened, cards):
            runs.offer(session, opened, todo)
        _words(sentences.two_analyses_are_needed([card.name for card in todo]))
    _head("Each model")
    st.html(tables.waiting_table(cards, look, [opened.analysis(card) for card in cards]))
    _words(" ".join(card_figures.notes(cards)))


def _curves(
    session: Session,
    opened: OpenSeries,
    look: Mapping[str, Look],
    comparison: Comparison,
    current: int,
) -> None:
    large_type.plotly_chart(
        curves.curves_figure(
            {run.name: run.analysis.probabilities for run in comparison.runs},
            look,
            positions_mm=opened.series.positions_mm,
            current=current,
            differ=images.differing(comparison),
            plane=opened.series.plane,
        ),
        key=_CHART,
        theme=None,
        on_select=weakly(_clicked, session, opened),
        selection_mode="points",
        config={"displayModeBar": False},
    )


def _clicked(session: Session, opened: OpenSeries) -> None:
    index = clicks.slice_index(session.widget(_CHART), opened.n_slices)
    if index is not None:
        session.jump(opened, index)


def _read(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    look: Mapping[str, Look],
    heat_choice: str,
    comparison: Comparison,
) -> None:
    """The tables and the files; the heatmaps' agreement is added when it is made."""
    done = [card for card in cards if card.name in comparison.names]
    with notices.errors_as_sentences():
        job = _heat_compared(session, opened, cards, done, heat_choice)
        kept = [card.name for card in choice.stored(opened, done)]
        pending = "…" if job is None or not job.finished else None
        if kept:
            pending = words.NONE
            _words(sentences.results_are_stored(", ".join(kept)))
        if job is not None and job.state == "done" and job.result is not None:
            comparison = comparing.with_heat(comparison, job.result)
        _head("Each model")
        st.html(tables.runs_table(comparison, look, session.cards, kept))
        _words(" ".join(card_figures.notes(done)))
        _words(sentences.what_the_times_are(peak_memory_meaning()))
        _head("How far they agree")
        st.html(tables.pairs_table(comparison, look, pending))
        progress.show_all([job] if job else [], "Comparing the heatmaps")
        _words(" ".join(_agreement_notes(comparison)))
        _reference(opened, look, comparison)
        downloads.buttons(comparison, opened.reference, opened.series)


def _heat_compared(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    done: Sequence[ModelCard],
    heat_choice: str,
) -> Job[Comparison] | None:
    """The comparison of the heatmaps of `done`, under way or ended. Nobody asked for it, so
    it makes room while the person waits for a model or for a heatmap over the images, and nothing
    is computed where the results came with the program."""
    asked = [job for job in heat.jobs_of(opened, cards, heat_choice) if not job.finished]
    if runs.under_way(opened, cards) or asked or choice.stored(opened, done):
        return comparing.finished_heat(opened, done)
    return comparing.heat_job(session, opened, done)


def _reference(opened: OpenSeries, look: Mapping[str, Look], comparison: Comparison) -> None:
    _head("Against the reference mask")
    if comparison.reference is None or opened.reference is None:
        st.html(f'<div class="ll-words">{sentences.load_a_reference()}</div>')
        return
    st.html(tables.reference_table(comparison.reference, look))
    _words(" ".join([*opened.reference.notes, RULE]))


def _agreement_notes(comparison: Comparison) -> list[str]:
    """What the figures of the agreement rest on."""
    n_slices = comparison.agreement[0].n_slices
    notes: list[str] = [sentences.what_agreement_rests_on(n_slices)]
    heat_agreement = comparison.heat
    if heat_agreement is not None:
        notes.append(
            sentences.what_heat_rests_on(heat_agreement.target, len(heat_agreement.slices))
        )
        notes += [
            why if name in why else f"{name}: {why}" for name, why in heat_agreement.missing.items()
        ]
    return notes


def _words(text: str) -> None:
    st.html(f'<div class="ll-words">{html.escape(text)}</div>')


def _head(text: str) -> None:
    st.html(f'<div class="ll-head">{html.escape(text)}</div>')
