"""How sure? The model is asked again with small changes of the image."""

from __future__ import annotations

import html

import streamlit as st

from core.errors import LiverLensError
from core.inference.test_time import VIEWS
from core.labels import DISPLAY_NAMES
from core.pipeline import Analysis
from core.vocabulary import verdict_text
from dashboard.components import topbar
from dashboard.services import model_agreement, models
from dashboard.state.jobs import AnalysisJob
from dashboard.state.open_series import Entry
from dashboard.state.session import Session


def show(session: Session, entry: Entry, analysis: Analysis) -> None:
    """The button with what it costs; its progress; or what the ranges on the page mean."""
    job = session.job(entry, session.card)
    with st.container(key="how-sure", horizontal=True, vertical_alignment="center"):
        if job is not None:
            st.fragment(_progress, run_every=job.seconds_to_news)(job)
            return
        if analysis.slice_interval is None:
            st.button(
                "How sure?",
                icon=":material/query_stats:",
                on_click=_start,
                args=(session, entry),
                disabled=session.card is None,
            )
        st.html(f'<div class="ll-words">{in_words(session, entry, analysis)}</div>')


def in_words(session: Session, entry: Entry, analysis: Analysis) -> str:
    """What was asked, or would be, and what other models said; HTML."""
    if analysis.slice_interval is None:
        first = (
            f"Asks the model {VIEWS} more times with small changes of the image, for a range of "
            f"each slice and of the patient: about {about(expected_seconds(analysis))} at the pace "
            "of the last run."
        )
    else:
        first = (
            f"Ranges and bands: lowest and highest answer when asked "
            f"{analysis.slice_interval.n_views} more times with small changes of the image. They "
            "tell how steady the model is, not how right."
        )
    others = [
        f"{html.escape(other.model_name)}: {DISPLAY_NAMES[other.patient.category]}, "
        f"{verdict_text(other.patient)}"
        for other in model_agreement.others(session, entry, analysis)
    ]
    return f"{first} Other models on this series: {'; '.join(others)}." if others else first


def expected_seconds(analysis: Analysis) -> float:
    """From the last run: the network goes over the series 1 + `VIEWS` times, the lesions are
    measured once."""
    once = analysis.seconds["total"] - analysis.seconds.get("views", 0.0)
    measure = analysis.seconds.get("measure", 0.0)
    return (once - measure) * (1 + VIEWS) + measure


def about(seconds: float) -> str:
    """ "40 s" or "3 min": a guess needs no more."""
    return f"{max(round(seconds / 5) * 5, 5)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def _start(session: Session, entry: Entry) -> None:
    try:
        session.start_analysis(entry, models.model(session.card), views=VIEWS)
    except LiverLensError as error:
        session.notify(str(error), "error")


def _progress(job: AnalysisJob) -> None:
    if job.finished:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(job.done / max(job.total, 1), 1.0), topbar.progress_text(job), width=320)
        st.button("Stop asking", on_click=job.off.set)
