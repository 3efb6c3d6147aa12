"""Running the models that have not seen the series yet, one after another, beside the page."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import LiverLensError
from core.models import ModelCard
from dashboard.components.charts.palette import Look
from dashboard.screens.compare.choice import missing
from dashboard.services import models
from dashboard.state.jobs import AnalysisJob
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

POLL_SECONDS = 1.0


def control(session: Session, entry: Entry, cards: Sequence[ModelCard]) -> None:
    """The button that starts them, or the way out while they run; nothing where all are done."""
    todo = missing(session, entry, cards)
    if under_way(session, entry, todo):
        if st.button("Cancel", key="compare-cancel"):
            cancel(session, entry, todo)
            st.rerun()
    elif todo:
        label = f"Analyse with {todo[0].name}" if len(todo) == 1 else f"Analyse with {len(todo)}"
        if st.button(f"{label} models" if len(todo) > 1 else label, type="primary"):
            with st.spinner("Loading the models"):
                start(session, entry, todo)
            st.rerun()


def progress(
    session: Session, entry: Entry, cards: Sequence[ModelCard], looks: Mapping[str, Look]
) -> None:
    """A line for each model under way, looked at every second; the page is redrawn as each ends."""
    running = under_way(session, entry, cards)
    if running:
        st.fragment(_lines, run_every=POLL_SECONDS)(session, entry, running, looks)


def under_way(session: Session, entry: Entry, cards: Sequence[ModelCard]) -> list[ModelCard]:
    return [card for card in cards if session.job(entry, card) is not None]


def start(session: Session, entry: Entry, cards: Sequence[ModelCard]) -> None:
    """One job a model, each after the one before it; a model that can't be loaded is named."""
    before: AnalysisJob | None = None
    for card in cards:
        try:
            before = session.start_analysis(entry, models.model(card), after=before) or before
        except LiverLensError as error:
            session.notify(str(error), "error")


def cancel(session: Session, entry: Entry, cards: Sequence[ModelCard]) -> None:
    for card in cards:
        job = session.job(entry, card)
        if job is not None:
            job.cancel()


def _lines(
    session: Session, entry: Entry, cards: Sequence[ModelCard], looks: Mapping[str, Look]
) -> None:
    if session.collect():
        st.rerun()
    lines = [
        line(card.name, session.job(entry, card), looks[card.name].colour)
        for card in cards
        if session.job(entry, card) is not None
    ]
    st.html(f'<div class="ll-runs">{"".join(lines)}</div>')


def line(name: str, job: AnalysisJob, colour: str) -> str:
    """HTML: the model's name, a bar, and how far it is."""
    share = job.done / max(job.total, 1)
    return (
        f'<div><i style="background:{colour}"></i><b>{html.escape(name)}</b>'
        f'<span class="ll-track"><span style="width:{share:.0%};background:{colour}"></span></span>'
        f"<em>{html.escape(how_far(job))}</em></div>"
    )


def how_far(job: AnalysisJob) -> str:
    """In words."""
    if job.state == "waiting":
        return f"waits for its turn, {job.before} before it" if job.before else "waits for its turn"
    if not job.done:
        return "preparing the network"
    left = job.seconds_left
    text = f"slice {job.done} of {job.total}"
    return text if left is None else f"{text}, about {round(left)} s left"
