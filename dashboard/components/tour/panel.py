"""The panel of the tour, above the page: where one is, what to look at, and the way on.

The person presents, or sees the app for the first time. They want to be led without looking for
anything: the page changes with the stop, what is meant is ringed and in view, one key leads on, and
nothing waits.
"""

from __future__ import annotations

import functools
import html
from typing import Any

import streamlit as st

from dashboard import navigation
from dashboard.components import large_type, sentences
from dashboard.components.tour import sentences as tour_sentences
from dashboard.components.tour import words
from dashboard.components.tour.scripts import SCRIPTS
from dashboard.services import tour
from dashboard.state.session import Session
from dashboard.state.tour import STOPS, Stop

#: What is ringed at each stop: the first of these that is on the page. Behind ">>>" stands what is
#: inside a component.
TARGETS: dict[Stop, tuple[str, ...]] = {
    Stop.LESION: (".st-key-viewer-review >>> .lesions tbody tr", ".st-key-viewer-review"),
    Stop.WHY: (".st-key-viewer-explain >>> .stage", ".st-key-explain-image"),
    Stop.MODELS: (".st-key-compare-chart", ".st-key-compare-look", ".st-key-compare-bar"),
    Stop.RISK: (".st-key-risk-chart", ".ll-verdict"),
    Stop.REPORT: (
        ".st-key-series-files [data-testid=stButton]",
        ".st-key-series-files",
    ),
}

#: What has to be in sight with it: the heads of the images say which model each one shows.
BESIDE: dict[Stop, tuple[str, ...]] = {Stop.MODELS: (".st-key-viewer-compare >>> .panes",)}

#: Where there is no room for that beside the image, or below it in the same view: the image itself,
#: which the words are about.
NARROW_TARGETS: dict[Stop, tuple[str, ...]] = {
    Stop.LESION: (".st-key-viewer-review >>> .stage",),
    Stop.MODELS: (".st-key-viewer-compare >>> .panes",),
}


def start_button(session: Session, where: str, *, prominent: bool = False) -> None:
    """The way in; absent where there is nothing to tour. `where` keeps two of them apart."""
    if tour.is_possible(session):
        st.button(
            "Take the tour",
            key=f"tour-start-{where}",
            icon=":material/tour:",
            type="primary" if prominent else "secondary",
            width="content" if prominent else "stretch",
            on_click=tour.begin,
            args=(session,),
        )


def lead(session: Session, chosen: st.Page) -> None:
    """Go to the page of a stop that has just been reached; call it before anything is drawn."""
    mine = session.tour
    if mine is None or not mine.is_due:
        return
    mine.is_due = False
    if navigation.name_of(chosen) != mine.stop.page:
        st.switch_page(navigation.page(mine.stop.page))


def show(session: Session, chosen: st.Page) -> None:
    """Draw the panel, if the person is on the tour."""
    if session.tour is None:
        return
    stop = session.tour.stop
    is_here = navigation.name_of(chosen) == stop.page and tour.sample_in_view(session) is not None
    with st.container(key="tour", horizontal=True, vertical_alignment="center"):
        st.html(_words_html(session, stop))
        _buttons(session, is_here=is_here)
        _guide(session, stop, is_here=is_here)


def _words_html(session: Session, stop: Stop) -> str:
    number = STOPS.index(stop) + 1
    title = words.TITLES[stop]
    dots = "".join(
        f'<i class="{"ll-on" if one is stop else ""}" title="{words.TITLES[one]}"></i>'
        for one in STOPS
    )
    said = html.escape(words.of_stop(session, stop))
    stored = _stored(session)
    return (
        f'<div class="ll-tour"><h2><b>{number} of {len(STOPS)}</b> {title}'
        f'<span aria-hidden="true">{dots}</span></h2><p>{said}</p>'
        f"<small><span>{html.escape(tour_sentences.tour_keys())} </span>{html.escape(stored)}"
        "</small></div>"
    )


def _stored(session: Session) -> str:
    """That the result in view was not computed now, where that is so."""
    opened, card = tour.sample_in_view(session), tour.main_card(session)
    if opened is None or card is None or not opened.by(card.sha256).is_stored:
        return ""
    return sentences.result_is_stored(card.name)


def _buttons(session: Session, *, is_here: bool) -> None:
    mine = session.tour
    if mine is None:
        return
    if not is_here and session.pending is None:
        st.button("Show this stop", key="tour-show", on_click=tour.go, args=(session, 0))
    st.button(
        "Back", key="tour-back", on_click=tour.go, args=(session, -1), disabled=mine.index == 0
    )
    if not mine.is_last:
        st.button("Next", key="tour-next", type="primary", on_click=tour.go, args=(session, 1))
    st.button(
        "End the tour" if mine.is_last else "End",
        key="tour-end",
        type="primary" if mine.is_last else "secondary",
        on_click=tour.end,
        args=(session,),
    )
    large_type.switch(session, where="tour")


def _guide(session: Session, stop: Stop, *, is_here: bool) -> None:
    """Have the browser listen for the keys, and show what the stop is about."""
    opened = tour.sample_in_view(session)
    _component()(
        key="tour-guide",
        data=[
            {
                "stop": f"{stop.name} {opened.key if opened else ''}" if is_here else "",
                "targets": list(TARGETS[stop]),
                "narrow": list(NARROW_TARGETS.get(stop, TARGETS[stop])),
                "beside": list(BESIDE.get(stop, ())),
            }
        ],
    )


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before a runtime is there."""
    return st.components.v2.component("liverlens_tour", js=SCRIPTS.loader("main"))
