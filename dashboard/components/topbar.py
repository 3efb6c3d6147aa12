"""The bar above every page: the series in view, its cautions, the model, and the one button."""

from __future__ import annotations

import html

import streamlit as st

from core.errors import LiverLensError
from core.models import ModelCard
from dashboard.components import cautions, series_labels
from dashboard.services import models
from dashboard.state.open_series import Entry
from dashboard.state.session import Session


def show(session: Session) -> None:
    """Draw the bar. Starts and cancels analyses of the series in view."""
    entry = session.entry
    with st.container(key="topbar", horizontal=True, vertical_alignment="center"):
        st.html('<span class="ll-name">LiverLens</span>', width="content")
        if entry is not None:
            line = html.escape(series_labels.line(entry, session.show_names))
            st.html(f'<span class="ll-chip" title="{line}">{line}</span>', width="content")
        amber = st.container(key="cautions", width="content")
        st.html('<span class="ll-spring"></span>')
        session.card = _choose_model(session.cards)
        with amber:
            _cautions(session, entry)
        pace = _pace(session)
        st.fragment(_run_control, run_every=pace)(session, pace)


def _choose_model(cards: dict[str, ModelCard]) -> ModelCard | None:
    if not cards:
        return None
    name = st.selectbox("Model", list(cards), key="model", label_visibility="collapsed", width=190)
    return cards[name]


def _cautions(session: Session, entry: Entry | None) -> None:
    """Beside the series: the heaviest in words, all of them one click away."""
    if entry is None:
        return
    analysis = session.analysis(entry, session.card)
    doubts = cautions.of_series(entry, analysis)
    if not doubts:
        return
    more = f" (+{len(doubts) - 1})" if len(doubts) > 1 else ""
    icon = cautions.ICONS[doubts[0].severity]
    with (
        st.container(key=f"doubt-{doubts[0].severity}", width="content"),
        st.popover(f"{_plain(cautions.in_words(doubts[0]))}{more}", icon=icon),
    ):
        st.html(cautions.as_html(doubts))


def _pace(session: Session) -> float | None:
    """Seconds between two looks at the analysis that is under way, None without one."""
    job = session.job(session.entry, session.card)
    return None if job is None else job.seconds_to_news


def _run_control(session: Session, pace: float | None) -> None:
    """Run, or progress with a way out, or what was done. Looked at every `pace` seconds; the page
    is drawn anew when an analysis has ended or wants another pace."""
    if session.collect() or _pace(session) != pace:
        st.rerun()
    entry, card = session.entry, session.card
    job = session.job(entry, card)
    with st.container(key="run", horizontal=True, vertical_alignment="center", width="content"):
        if job is not None:
            st.html(f'<span class="ll-progress">{progress_text(job)}</span>', width="content")
            st.progress(job.done / max(job.total, 1), width=110)
            st.button("Cancel", on_click=job.off.set)
        elif session.analysis(entry, card) is not None:
            st.button("Analysed", disabled=True, icon=":material/check:")
        else:
            ready = entry is not None and entry.series is not None and card is not None
            if st.button("Run analysis", type="primary", disabled=not ready, shortcut="A"):
                _start(session, entry, card)


def _start(session: Session, entry: Entry, card: ModelCard) -> None:
    try:
        session.start_analysis(entry, models.model(card))
    except LiverLensError as error:
        session.notify(str(error), "error")
    st.rerun()


def progress_text(job) -> str:
    if job.state == "waiting":
        return (
            "Waiting for another analysis"
            if not job.before
            else f"Waiting, {job.before} before you"
        )
    if not job.done:
        return "Preparing the network"
    left = job.seconds_left
    text = f"Slice {job.done} of {job.total}"
    return text if left is None else f"{text} · {duration(left)} left"


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if minutes else f"{rest} s"


def _plain(text: str) -> str:
    """`text` with what Markdown would read as markup taken literally."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>()#+!|$~:" else c for c in text)
