"""What a page says before there is anything to show."""

from __future__ import annotations

import streamlit as st

from dashboard import navigation
from dashboard.components import open_panel
from dashboard.components.viewer import fetch_ahead
from dashboard.state.jobs import AnalysisJob
from dashboard.state.open_series import Entry
from dashboard.state.session import Session


def nothing_open(session: Session) -> None:
    """Say in one breath what to do, with the box and the samples in the middle."""
    with st.container(key="welcome"):
        st.html(
            '<div class="ll-welcome"><h1>Open a CT of the liver</h1>'
            "<p>Drop a folder, a zip or the files of a series. They stay in the memory "
            "of the computer that runs LiverLens and are never written to disk.</p></div>"
        )
        open_panel.drop_box(session, where="main")
        if open_panel.has_samples():
            st.html('<div class="ll-welcome ll-or"><p>or look at a synthetic sample</p></div>')
            open_panel.samples(session, where="main")
        open_panel.server_picker(session, where="main")
        fetch_ahead()


def cannot_open(entry: Entry) -> None:
    """The series in view has no pixels: say why."""
    st.error(entry.failure)


def not_analysed(job: AnalysisJob | None, what: str) -> None:
    """A page that needs an analysis: say so and where the button is, or that it is under way."""
    title, next_step = (
        ("Not analysed yet", "Press <b>Run analysis</b> above.")
        if job is None
        else ("The analysis is running", "This page fills when it is done.")
    )
    with st.container(key="welcome"):
        st.html(f'<div class="ll-welcome"><h1>{title}</h1><p>{what} {next_step}</p></div>')


def open_something(what: str) -> None:
    """A page that needs a series, reached before one is open."""
    with st.container(key="welcome"):
        st.html(f'<div class="ll-welcome"><h1>No series is open</h1><p>{what}</p></div>')
        to_review()


def to_review() -> None:
    """The way to where series are opened and analysed."""
    if st.button("Open one on the Review page", type="primary"):
        st.switch_page(navigation.page("review"))
