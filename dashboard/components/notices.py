"""Sentences for the person above the page, and the one place where errors become sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import streamlit as st

from core.errors import LiverLensError
from dashboard.state.session import Session

_SHOW = {"error": st.error, "warning": st.warning, "info": st.info}


def show(session: Session) -> None:
    """The notices so far, each with a way to dismiss it."""
    for number, notice in enumerate(session.notices):
        with st.container(key=f"notice-{number}", horizontal=True, vertical_alignment="center"):
            _SHOW[notice.kind](notice.text)
            st.button(
                "Dismiss",
                key=f"dismiss-{number}",
                type="tertiary",
                on_click=session.dismiss,
                args=([notice],),
            )


@contextlib.contextmanager
def errors_as_sentences() -> Iterator[None]:
    """What a person caused is shown as its sentence, in place of the rest of the block."""
    try:
        yield
    except LiverLensError as error:
        st.error(str(error))


@contextlib.contextmanager
def errors_as_notices(session: Session) -> Iterator[None]:
    """The same for a widget's callback, which runs before the page is drawn: the sentence stands
    above it then."""
    try:
        yield
    except LiverLensError as error:
        session.notify(str(error), "error")
