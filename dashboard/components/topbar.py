"""The bar above every page: the series in view, its cautions, the model, and the one button."""

from __future__ import annotations

import html

import streamlit as st

from core.vocabulary.patient import headline_with_reasons, is_outside
from dashboard.components import cautions, progress, sentences, series_files, series_labels
from dashboard.components.fragment import fragment
from dashboard.components.model_menu import menu
from dashboard.services import analyses, models
from dashboard.state.open_series import OpenSeries
from dashboard.state.reading import Reading
from dashboard.state.session import Session
from dashboard.state.shelf import Entry

#: A letter by itself is the viewer's: A measures an angle.
_RUN_KEY = "Alt+A"


def show(session: Session, *, about_series: bool) -> None:
    """Draw the bar. Starts and cancels analyses of the series in view.

    Args:
        about_series: whether the page is about the series in view. On one that is about other
            patients the bar does not name it, and starts nothing with it.
    """
    entry = session.in_view if about_series else None
    if isinstance(entry, OpenSeries):
        entry.drawn_revision = entry.edited.revision
    with st.container(key="topbar", horizontal=True, vertical_alignment="center"):
        st.html('<span class="ll-name">LiverLens</span>', width="content")
        if entry is not None:
            line = html.escape(series_labels.line(entry, session.show_names))
            st.html(f'<span class="ll-chip" title="{line}">{line}</span>', width="content")
        amber = st.container(key="cautions", width="content")
        st.html('<span class="ll-spring"></span>')
        with st.container(key="model", width=220):
            session.card = menu.choose(session, models.offered(session) if about_series else None)
        if entry is not None:
            with amber:
                _cautions(session, entry)
        series_files.deliver(session)
        if entry is not None:
            series_files.show(session, entry)
        pace = _pace(session)
        fragment(_run_control, run_every=pace)(session, pace, about_series)


def _cautions(session: Session, entry: Entry) -> None:
    """Beside the series: that it is not assessable and why, or the heaviest doubt in words; all of
    them one click away."""
    analysis = entry.shown(session.card) if isinstance(entry, OpenSeries) else None
    doubts = cautions.of_series(entry, analysis)
    if not doubts:
        return
    # What follows from them is short, and reads where a sentence would be cut. The series' chip
    # gives way to it (`-verdict`, shell.css).
    kind = doubts[0].severity
    if analysis is not None and is_outside(analysis.patient.category):
        words = _plain(headline_with_reasons(analysis.patient))
        kind += "-verdict"
    else:
        more = f" (+{len(doubts) - 1})" if len(doubts) > 1 else ""
        words = f"{_plain(cautions.in_words(doubts[0]))}{more}"
    icon = cautions.ICONS[doubts[0].severity]
    with (
        st.container(key=f"doubt-{kind}", width="content"),
        st.popover(words, icon=icon),
    ):
        st.html(cautions.as_html(doubts))


def _pace(session: Session) -> float | None:
    """Seconds between two looks at the analysis that is under way, None without one."""
    opened = session.opened
    job = None if opened is None else opened.job(session.card)
    return None if job is None else job.seconds_to_news


def _run_control(session: Session, pace: float | None, about_series: bool) -> None:
    """Run, or progress with a way to cancel, or that it was done. Checked every `pace` seconds; the
    page is drawn again when an analysis has ended or needs another pace."""
    if session.collect() or _pace(session) != pace:
        st.rerun()
    opened, card = session.opened, session.card
    job = None if opened is None else opened.job(card)
    with st.container(key="run", horizontal=True, vertical_alignment="center", width="content"):
        if opened is not None and opened.reading is not None and about_series:
            st.html(_read_for(opened.reading), width="content")
        if job is not None:
            words = progress.slices_in_words(job)
            st.html(f'<span class="ll-progress">{words}</span>', width="content")
            st.progress(job.done / max(job.total, 1), width=110)
            st.button("Cancel", on_click=job.off.set)
        elif not about_series or (opened is not None and opened.hides_model):
            return
        elif opened is not None and opened.analysis(card) is not None and not _is_stored(session):
            st.button("Analysed", disabled=True, icon=":material/check:")
        else:
            if _is_stored(session) and card is not None:
                said = html.escape(sentences.result_is_stored(card.name))
                stored = f'<span class="ll-stored" title="{said}">Stored result</span>'
                st.html(stored, width="content")
            ready = opened is not None and card is not None
            pressed = st.button(
                "Run analysis",
                type="primary",
                disabled=not ready,
                shortcut=_RUN_KEY,
                help=str(sentences.no_model_for_mr()) if models.lacks_mr_model(session) else None,
            )
            if pressed and opened is not None and card is not None:
                analyses.begin(session, opened, card)
                st.rerun()


def _read_for(reading: Reading) -> str:
    """For which study the series is read: what is outlined is saved there."""
    how = "Read blind" if reading.hides_model else "Read for a study"
    name = html.escape(reading.name)
    return f'<span class="ll-chip" title="What you outline is saved to {name}">{how}</span>'


def _is_stored(session: Session) -> bool:
    """Whether the result in view came with the program."""
    opened, card = session.opened, session.card
    return opened is not None and card is not None and opened.by(card.sha256).is_stored


def _plain(text: str) -> str:
    """`text` with what Markdown would read as markup taken literally."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>()#+!|$~:" else c for c in text)
