"""The list of pages, in the order in which a person needs them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parents[1] / "pages"

#: File name -> (title, path in the address bar). The first is where the app opens.
_PAGES = {
    "review": ("Review", ""),
    "explain": ("Explain", "explain"),
    "compare": ("Compare", "compare"),
    "risk": ("Patient risk", "risk"),
    "worklist": ("Worklist", "worklist"),
    "follow_up": ("Follow-up", "follow-up"),
    "cohort": ("Cohort", "cohort"),
    "models": ("Models", "models"),
}


def page(name: str) -> st.Page:
    """The page of that file name, for links and jumps."""
    title, path = _PAGES[name]
    first = name == next(iter(_PAGES))
    return st.Page(PAGES / f"{name}.py", title=title, url_path=path or None, default=first)


def choose() -> st.Page:
    """Register the pages and return the one that the person is on; `links` draws the list."""
    return st.navigation([page(name) for name in _PAGES], position="hidden")


def links() -> None:
    """The page list."""
    with st.container(key="pages"):
        for name in _PAGES:
            st.page_link(page(name), width="stretch")
