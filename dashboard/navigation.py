"""The list of pages, in the order in which a person needs them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from core.shipped import shipped

PAGES = shipped("pages")

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


def page(name: str) -> Page:
    """The page of that file name, for links and jumps."""
    title, path = _PAGES[name]
    first = name == next(iter(_PAGES))
    return st.Page(PAGES / f"{name}.py", title=title, url_path=path or None, default=first)


def choose() -> Page:
    """Register the pages and return the one that the person is on; `links` draws the list."""
    return st.navigation([page(name) for name in _PAGES], position="hidden")


def links() -> None:
    """The page list."""
    with st.container(key="pages"):
        for name in _PAGES:
            st.page_link(page(name), width="stretch")
