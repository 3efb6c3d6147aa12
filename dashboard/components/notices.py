"""Sentences for the person above the page, and the place where errors become sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import streamlit as st

from core.errors import LiverLensError
from dashboard.components.plain_text import plain
from dashboard.state.notice import Notice, Notices

_SHOW = {"error": st.error, "warning": st.warning, "info": st.info}


def show(notices: Notices) -> list[Notice]:
    """Draw the notices that there are, each with a button to dismiss it; returns them."""
    shown = list(notices)
    for number, notice in enumerate(shown):
        with st.container(key=f"notice-{number}", horizontal=True, vertical_alignment="center"):
            _SHOW[notice.kind](plain(notice.text))
            st.button(
                "Dismiss",
                key=f"dismiss-{number}",
                type="tertiary",
                on_click=notices.dismiss,
                args=([notice],),
            )
    return shown


@contextlib.contextmanager
def errors_as_sentences() -> Iterator[None]:
    """What a person caused is shown as its sentence, in place of the rest of the block."""
    try:
        yield
    except LiverLensError as error:
        st.error(plain(str(error)))
