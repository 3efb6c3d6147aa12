"""The list of pages, in the order in which a person needs them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.shipped import shipped

PAGES = shipped("pages")


@dataclass(frozen=True)
class Place:
    """One page."""

    title: str
    #: In the address bar; "" for the page on which the app opens.
    path: str
    #: Whether it is about the series in view; the others are about many patients, or none.
    about_series: bool = False


#: File name -> page.
_PAGES = {
    "review": Place("Review", "", about_series=True),
    "explain": Place("Explain", "explain", about_series=True),
    "compare": Place("Compare", "compare", about_series=True),
    "phases": Place("Phases", "phases", about_series=True),
    "risk": Place("Patient risk", "risk", about_series=True),
    "pacs": Place("PACS", "pacs"),
    "worklist": Place("Worklist", "worklist"),
    "follow_up": Place("Follow-up", "follow-up"),
    "cohort": Place("Cohort", "cohort"),
    "readers": Place("Readers", "readers"),
    "models": Place("Models", "models"),
}


#: Of the pages; the one on which the app opens is the first.
NAMES = tuple(_PAGES)


def page(name: str) -> st.Page:
    """The page of that file name, for links and jumps."""
    place = _PAGES[name]
    return st.Page(
        PAGES / f"{name}.py",
        title=place.title,
        url_path=place.path or None,
        default=not place.path,
    )


def choose() -> st.Page:
    """Register the pages and return the one that the person is on; `links` draws the list."""
    return st.navigation([page(name) for name in _PAGES], position="hidden")


def name_of(chosen: st.Page) -> str:
    """The file name of that page, as `page` takes it."""
    return next(name for name, place in _PAGES.items() if place.title == chosen.title)


def is_about_series(chosen: st.Page) -> bool:
    """Whether that page is about the series in view."""
    return any(place.about_series for place in _PAGES.values() if place.title == chosen.title)


def links() -> None:
    """The page list."""
    with st.container(key="pages"):
        for name in _PAGES:
            st.page_link(page(name), width="stretch")
