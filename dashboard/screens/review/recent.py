"""The series that the person looked at lately, to go back to them."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from dashboard.components import series_labels
from dashboard.components.thumbnails import NO_PICTURE
from dashboard.screens.review import sentences
from dashboard.security import arrival
from dashboard.security.sessions import SESSIONS, Sessions
from dashboard.state.links import LINKS, Links
from dashboard.state.origin import Sample
from dashboard.state.session import Session

#: In one row, or two in a narrow window.
MOST = 4


@dataclass(frozen=True)
class Recent:
    """One series, and the link that opens it for this person (`dashboard.state.returning`)."""

    link: str
    title: str
    details: str
    thumbnail: str = NO_PICTURE


def show(session: Session) -> None:
    """A row of them; nothing where there is none."""
    found = of_person(arrival.person(), session)
    if not found:
        return
    st.html(
        f'<h2 class="ll-way">Recent<span>{html.escape(sentences.what_recent_ones_are())}</span>'
        f'</h2><div class="ll-recent">{"".join(map(_card, found))}</div>'
    )


def of_person(
    person: str, session: Session, sessions: Sessions = SESSIONS, links: Links = LINKS
) -> list[Recent]:
    """What that person opened elsewhere, or earlier: first what the server still holds, then what
    it can read again. Samples are left out of the latter: they have their own cards."""
    found: dict[str, Recent] = {}
    for one in (*_held(person, session, sessions), *_readable(person, links)):
        found.setdefault(one.link, one)
    return list(found.values())[:MOST]


def _held(person: str, session: Session, sessions: Sessions) -> Iterator[Recent]:
    for _, content in reversed(sessions.of_person(person)):
        if not isinstance(content, Session) or content is session:
            continue
        for entry in reversed(list(content.shelf)):
            if entry.can_open:
                yield Recent(
                    entry.place.link,
                    series_labels.description(entry),
                    series_labels.size_text(entry),
                    entry.place.thumbnail or NO_PICTURE,
                )


def _readable(person: str, links: Links) -> Iterator[Recent]:
    for link, where in links.of_person(person):
        if not isinstance(where.origin, Sample):
            yield Recent(link, where.called or "Series", f"{where.n_slices} slices")


def _card(one: Recent) -> str:
    # A link of its own, not a button: the page that it opens comes back whole, as after a reload.
    return (
        f'<a href="?series={html.escape(one.link)}"><img src="{one.thumbnail}" alt="">'
        f"<span><b>{html.escape(one.title)}</b>{html.escape(one.details)}</span></a>"
    )
