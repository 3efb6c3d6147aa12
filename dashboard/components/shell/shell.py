"""The shell as a Streamlit component that draws nothing."""

from __future__ import annotations

import functools
from typing import Any

import streamlit as st

from dashboard.components.shell.scripts import SCRIPTS
from dashboard.state.session import Session


def follow(session: Session, where: str) -> None:
    """Have the address bar name the series in view and its slice, so that a reload or a copied link
    leads back (`dashboard.state.returning`).

    Call it wherever the slice may have changed: at the end of every page, and of a fragment with a
    viewer. `where` keeps two calls in one run apart.
    """
    entry = session.in_view
    _component()(
        key=f"shell-{where}",
        data=[
            {
                # Another page has another address, which has to be written again.
                "page": where,
                "series": entry.place.link if entry is not None else None,
                "slice": entry.position.index + 1 if entry is not None else None,
                "largeType": bool(session.large_type),
            }
        ],
    )


def press(container: str) -> None:
    """Have the browser press the button in the container with that key, once in the life of its
    tab: a download begins by itself."""
    _pressing()(key=f"shell-{container}", data=[{"container": container}])


@functools.cache
def _pressing() -> Any:
    return st.components.v2.component("liverlens_press", js=SCRIPTS.loader("press"))


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before a runtime is there."""
    return st.components.v2.component("liverlens_shell", js=SCRIPTS.loader("main"))
