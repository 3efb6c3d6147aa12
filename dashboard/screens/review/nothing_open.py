"""Before anything is open: what LiverLens is, and the ways in.

The person may see it for the first time, perhaps from the back of a hall: they want to know what it
is, at a glance, and to see it at work. Or they come every day: they want to drop a series, or go
back to one, at once.
"""

from __future__ import annotations

import html

import streamlit as st

from dashboard.components import open_panel, welcome
from dashboard.components.start.pictures import path_of
from dashboard.components.tour import panel as tour
from dashboard.components.uploader import uploader
from dashboard.components.viewer import fetch_ahead
from dashboard.screens.review import recent, sentences
from dashboard.state import loading
from dashboard.state.session import Session


def show(session: Session) -> None:
    """Draw it, and have the browser fetch the viewer in the meantime."""
    with st.container(key="start"):
        with st.container(key="start-top", horizontal=True):
            with st.container(key="start-ways"):
                st.html(f'<p class="ll-what">{html.escape(sentences.what_it_is())}</p>')
                tour.start_button(session, where="main", prominent=True)
                st.html(welcome.words_html("Open a CT of the liver", sentences.drop_a_series()))
                uploader.box(session, where="main")
                open_panel.server_picker(session, where="main")
            with st.container(key="start-still"):
                st.html(
                    f'<img class="ll-view" src="{path_of("viewer")}" width="1280" height="800" '
                    f'alt="{html.escape(sentences.what_the_still_shows())}">'
                )
        if open_panel.has_samples():
            _samples(session)
        recent.show(session)
        fetch_ahead()


def _samples(session: Session) -> None:
    """A card per sample: its picture under a button that covers all of it."""
    st.html(_heading("Synthetic samples", sentences.what_samples_are()))
    with st.container(key="start-samples", horizontal=True):
        for name in loading.sample_names():
            with st.container(key=f"sample-card-{name}"):
                st.html(
                    f'<div class="ll-sample"><img src="{path_of(name)}" alt="" width="320" '
                    f'height="240"><b>{name.capitalize()}</b>'
                    f"<span>{html.escape(sentences.OF_SAMPLES.get(name, ''))}</span></div>"
                )
                open_panel.sample_button(session, name, where="main")


def _heading(title: str, words: str) -> str:
    return f'<h2 class="ll-way">{html.escape(title)}<span>{html.escape(words)}</span></h2>'
