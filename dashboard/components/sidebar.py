"""The list at the left: pages, the series on the shelf, and where to open more."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import navigation
from dashboard.components import large_type, open_panel, others_results, series_labels
from dashboard.components.plain_text import plain
from dashboard.components.thumbnails import NO_PICTURE
from dashboard.components.tour import panel as tour
from dashboard.components.uploader import uploader
from dashboard.services.pseudonyms import person
from dashboard.state.listed_series import ListedSeries
from dashboard.state.sentences import WAITING_FOR_MEMORY
from dashboard.state.session import Session
from dashboard.state.shelf import Entry

if TYPE_CHECKING:
    from core.dicom import Exclusion

_NAME_TOGGLE = "show-names"


def show(session: Session) -> None:
    """Draw the series list and the open box. A click on a card brings its series into view, one
    on its cross closes it."""
    with st.sidebar:
        navigation.links()
        with st.container(key="menu-more", horizontal=True, vertical_alignment="center"):
            tour.start_button(session, where="side")
            large_type.switch(session, where="side")
        with st.container(key="series-list"):
            if len(session.shelf):
                st.html('<div class="ll-head">Series</div>')
            for name, entries in _by_person(session).items():
                st.html(f'<div class="ll-person">{html.escape(name)}</div>')
                for entry in entries:
                    _card(session, entry)
                    others_results.show(entry)
            for exclusion in session.shelf.exclusions:
                _set_aside(exclusion)
        with st.container(key="open-box"):
            if len(session.shelf):
                _name_toggle(session)
                st.html('<div class="ll-head">Open more</div>')
                uploader.box(session, where="side", is_narrow=True)
                open_panel.samples(session, where="side")
                open_panel.server_picker(session, where="side")


def _name_toggle(session: Session) -> None:
    def flipped() -> None:
        session.show_names = bool(session.widget(_NAME_TOGGLE))

    if session.widget(_NAME_TOGGLE) is None:
        session.set_widget(_NAME_TOGGLE, session.show_names)
    st.toggle("Show patient name", key=_NAME_TOGGLE, on_change=flipped)


def _by_person(session: Session) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in session.shelf:
        groups.setdefault(person(entry.tags, entry.uid, session.show_names), []).append(entry)
    return groups


def _card(session: Session, entry: Entry) -> None:
    """A picture and three short lines under an invisible button, and a cross to close it."""
    chosen = entry.key == session.selected
    state = " ll-chosen" if chosen else "" if entry.can_open else " ll-closed"
    failure = entry.failure if isinstance(entry, ListedSeries) else ""
    if isinstance(entry, ListedSeries) and entry.put_off:
        failure = WAITING_FOR_MEMORY
    details = [
        series_labels.size_text(entry),
        series_labels.thickness_text(entry),
        series_labels.contrast_text(entry),
    ]
    count = len(entry.warnings)
    warned = f"{count} warning{'s' if count > 1 else ''}" if count else ""
    title = html.escape(series_labels.description(entry))
    name = ", ".join((series_labels.description(entry), series_labels.date_text(entry), details[0]))
    with st.container(key=f"card-{entry.key}"):
        st.html(
            f'<div class="ll-card{state}"><img src="{entry.place.thumbnail or NO_PICTURE}" alt="">'
            f'<div><b title="{title}">{title}</b>'
            f"<span>{series_labels.date_text(entry)}</span>"
            f"<span>{html.escape(' · '.join(d for d in details if d))}</span>"
            f'<span class="ll-amber">{warned}</span>'
            f"<span>{html.escape(failure)}</span></div></div>"
        )
        st.button(
            f"Show {plain(name)}",
            key=f"pick-{entry.key}",
            on_click=session.select,
            args=(entry.key,),
            disabled=not entry.can_open,
        )
        st.button(
            f"Close {plain(name)}",
            key=f"close-{entry.key}",
            icon=":material/close:",
            help="Close this series: its images and results leave the memory",
            type="tertiary",
            on_click=session.close,
            args=(entry.key,),
        )


def _set_aside(exclusion: Exclusion) -> None:
    st.html(
        f'<div class="ll-card ll-aside"><div><b>{html.escape(exclusion.names)}</b>'
        f"<span>set aside: {html.escape(exclusion.reason)}</span></div></div>"
    )
