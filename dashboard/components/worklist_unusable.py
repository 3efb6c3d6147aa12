"""What a page of the worklist shows where the store can't be used; the other pages go on."""

from __future__ import annotations

import streamlit as st

from dashboard.components import sentences
from dashboard.components.plain_text import plain
from dashboard.services import worklist_store


def show() -> None:
    """Why, and a button to try again."""
    st.error(plain(worklist_store.why_not()))
    st.markdown(sentences.nothing_analysed_is_kept())
    st.button("Try again", on_click=worklist_store.try_again)
