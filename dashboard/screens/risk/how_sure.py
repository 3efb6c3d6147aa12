"""How sure? The model is asked again with small changes of the image."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st

from core.inference.test_time import VIEWS
from core.pipeline import Analysis
from core.vocabulary import verdict_text
from core.vocabulary.patient import headline
from dashboard.components import progress
from dashboard.components.fragment import fragment
from dashboard.components.weakly import weakly
from dashboard.screens.risk import sentences
from dashboard.services import analyses, model_agreement
from dashboard.state.jobs import Job
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session


def show(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """The button with what it costs; its progress; or what the ranges on the page mean."""
    job = opened.job(session.card)
    with st.container(key="how-sure", horizontal=True, vertical_alignment="center"):
        if job is not None:
            fragment(_progress, run_every=job.seconds_to_news)(job)
            return
        if analysis.slice_interval is None:
            st.button(
                "How sure?",
                icon=":material/query_stats:",
                on_click=weakly(_start, session, opened),
                disabled=session.card is None,
            )
        st.html(f'<div class="ll-words">{in_words(opened, analysis)}</div>')


def in_words(opened: OpenSeries, analysis: Analysis) -> str:
    """What was asked, or would be, and what other models said; HTML."""
    if analysis.slice_interval is None:
        # A stored result was made at the pace of another computer.
        is_stored = opened.by(analysis.weights_sha256).is_stored
        duration = "" if is_stored else about(expected_seconds(analysis))
        first: str = sentences.what_asking_again_does(VIEWS, duration)
    else:
        first = sentences.what_the_ranges_are(analysis.slice_interval.n_views)
    others = [
        f"{html.escape(other.model_name)}: {headline(other.patient)}, {verdict_text(other.patient)}"
        for other in model_agreement.others(opened, analysis)
    ]
    return f"{first} {sentences.what_other_models_say('; '.join(others))}" if others else first


def expected_seconds(analysis: Analysis) -> float:
    """From the last run: the network goes over the series 1 + `VIEWS` times, the lesions are
    measured once."""
    once = analysis.seconds["total"] - analysis.seconds.get("views", 0.0)
    measure = analysis.seconds.get("measure", 0.0)
    return (once - measure) * (1 + VIEWS) + measure


def about(seconds: float) -> str:
    """ "40 s" or "3 min": an estimate needs no more."""
    return f"{max(round(seconds / 5) * 5, 5)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def _start(session: Session, opened: OpenSeries) -> None:
    if session.card is not None:
        analyses.begin(session, opened, session.card, views=VIEWS)


def _progress(job: Job[Any]) -> None:
    if job.finished:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        share = min(job.done / max(job.total, 1), 1.0)
        st.progress(share, progress.slices_in_words(job), width=320)
        st.button("Cancel", key="how-sure-cancel", on_click=job.off.set)
