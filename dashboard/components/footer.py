"""The line that is always at the bottom: what this is not, and what the model is."""

from __future__ import annotations

import html

import streamlit as st

from core import DISCLAIMER
from core.models import ModelCard
from dashboard import navigation


def show(card: ModelCard | None) -> None:
    """Draw the footer; the model's facts come from its card."""
    with st.container(key="footer", horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="ll-foot">{DISCLAIMER}</span>', width="content")
        if card is not None:
            summary = html.escape(str(card.card.get("summary", "")))
            st.html(f'<span class="ll-foot ll-facts" title="{summary}">{summary}</span>')
            # A link of the app, not an <a>: that would start a new session and lose the series.
            st.page_link(navigation.page("models"), label="Model card →")
