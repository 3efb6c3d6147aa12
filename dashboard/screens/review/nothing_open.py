"""Before anything is open: what to do, with the box and the samples in the middle."""

from __future__ import annotations

import streamlit as st

from dashboard.components import open_panel, welcome
from dashboard.components.uploader import uploader
from dashboard.components.viewer import fetch_ahead
from dashboard.screens.review import sentences
from dashboard.state.session import Session


def show(session: Session) -> None:
    """Draw it, and have the browser fetch the viewer in the meantime."""
    with st.container(key="welcome"):
        st.html(welcome.words_html("Open a CT of the liver", sentences.drop_a_series()))
        uploader.box(session, where="main")
        if open_panel.has_samples():
            st.html('<div class="ll-welcome ll-or"><p>or look at a synthetic sample</p></div>')
            open_panel.samples(session, where="main")
        open_panel.server_picker(session, where="main")
        fetch_ahead()
