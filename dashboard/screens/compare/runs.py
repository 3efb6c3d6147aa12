"""Running the models that have not analysed the series here yet, one after another."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.comparison import FEWEST_MODELS
from core.models import ModelCard
from dashboard.components import progress
from dashboard.components.charts.palette import Look
from dashboard.components.fragment import fragment
from dashboard.screens.compare.choice import missing, stored
from dashboard.services import analyses
from dashboard.state.jobs import Job
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session


def control(session: Session, opened: OpenSeries, cards: Sequence[ModelCard]) -> None:
    """The button that cancels while they run; else one that starts the missing, unless the place of
    the comparison has it (`offer`), or one that computes what came with the program."""
    todo, kept = missing(opened, cards), stored(opened, cards)
    if under_way(opened, [*todo, *kept]):
        if st.button("Cancel", key="compare-cancel"):
            cancel(opened, [*todo, *kept])
            st.rerun()
    elif todo:
        if len(cards) - len(todo) >= FEWEST_MODELS:
            offer(session, opened, todo)
    elif kept and st.button("Run live", icon=":material/play_arrow:"):
        with st.spinner("Loading the models"):
            start(session, opened, kept)
        st.rerun()


def offer(session: Session, opened: OpenSeries, todo: Sequence[ModelCard]) -> None:
    """The button that starts those."""
    label = f"Analyse with {todo[0].name}" if len(todo) == 1 else f"Analyse with {len(todo)} models"
    if st.button(label, type="primary", key="compare-analyse"):
        with st.spinner("Loading the models"):
            start(session, opened, todo)
        st.rerun()


def show_progress(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    looks: Mapping[str, Look],
) -> None:
    """A line for each model under way, checked every second; the page is drawn again as each
    ends."""
    running = under_way(opened, cards)
    if running:
        lines = fragment(_lines, run_every=progress.SLOW_POLL_SECONDS)
        lines(session, opened, running, looks)


def under_way(opened: OpenSeries, cards: Sequence[ModelCard]) -> list[ModelCard]:
    return [card for card in cards if opened.job(card) is not None]


def start(session: Session, opened: OpenSeries, cards: Sequence[ModelCard]) -> None:
    """One job per model, in this order; a model that can't be loaded is named."""
    for card in cards:
        analyses.begin(session, opened, card)


def cancel(opened: OpenSeries, cards: Sequence[ModelCard]) -> None:
    for card in cards:
        job = opened.job(card)
        if job is not None:
            job.cancel()


def _lines(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    looks: Mapping[str, Look],
) -> None:
    if session.collect():
        st.rerun()
    lines = [
        line(card.name, job, looks[card.name].colour)
        for card in cards
        if (job := opened.job(card)) is not None
    ]
    st.html(f'<div class="ll-runs">{"".join(lines)}</div>')


def line(name: str, job: Job[Any], colour: str) -> str:
    """HTML: the model's name, a bar, and how far it is."""
    share = job.done / max(job.total, 1)
    return (
        f'<div><i style="background:{colour}"></i><b>{html.escape(name)}</b>'
        f'<span class="ll-track"><span style="width:{share:.0%};background:{colour}"></span></span>'
        f"<em>{html.escape(progress.slices_in_words(job))}</em></div>"
    )
