"""Large type: all text larger, for a projector or for tired eyes.

Sizes of text in style sheets are multiplied by `--type` (`dashboard.theme.scaled`), which is 1
unless large type is on; what Streamlit draws follows the size of the root. The browser keeps the
choice in a cookie, so that it outlasts the session and stands in no address.
"""

from __future__ import annotations

import streamlit as st

from dashboard import theme
from dashboard.components import sentences
from dashboard.state.session import Session

#: Written by the shell's JavaScript.
COOKIE = "liverlens_large_type"


def apply(session: Session) -> None:
    """Draw this run in the size that the person chose, in this session or before in this
    browser."""
    if session.large_type is None:
        session.large_type = st.context.cookies.get(COOKIE) == "1"
    theme.set_type_size(theme.LARGE if session.large_type else 1.0)


def switch(session: Session, where: str) -> None:
    """The switch; `where` keeps two of them on one page apart."""
    key = f"large-type-{where}"

    def flip() -> None:
        session.large_type = bool(session.widget(key))

    # The other switch may have been flipped.
    session.set_widget(key, bool(session.large_type))
    st.toggle("Large type", key=key, on_change=flip, help=sentences.what_large_type_is())


def font_size(session: Session, size: float) -> float:
    """The size in px of text in a chart."""
    return round(size * theme.LARGE) if session.large_type else size
