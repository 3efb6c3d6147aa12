"""What a page shows to who reads a series blind in a study."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import navigation
from dashboard.components import welcome
from dashboard.components.read_blind import sentences
from dashboard.state.session import Session

if TYPE_CHECKING:  # SQLAlchemy stands behind it
    from core.worklist import Store

#: The page on which a series is read; it shows no answer of a model while it is read blind.
READING = "review"


def covers(session: Session, page: st.Page) -> bool:
    """Whether the page is not for the series in view, since it is read blind; it then says so."""
    opened = session.opened
    if opened is None or opened.reading is None or not opened.hides_model:
        return False
    if not navigation.is_about_series(page) or navigation.name_of(page) == READING:
        return False
    with st.container(key="welcome"):
        said = html.escape(sentences.read_blind(opened.reading.name))
        st.html(welcome.words_html("You read this series blind", said))
        with st.container(horizontal=True, horizontal_alignment="center"):
            if st.button("Go on reading", type="primary"):
                st.switch_page(navigation.page(READING))
            if st.button("Go to Readers"):
                st.switch_page(navigation.page("readers"))
    return True


def say(store: Store, blind: Sequence[str]) -> None:
    """That records are left out, if any are."""
    from core.worklist import Filter

    n = store.count() - store.count(Filter(without_series=tuple(blind))) if blind else 0
    if n:
        st.html(f'<p class="ll-words">{sentences.records_left_out(n)}</p>')
