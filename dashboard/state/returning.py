"""Coming back: a reloaded page finds what it held, and a link opens the place that it names.

The address bar names the series by a link that says nothing of it (`Place.link`). It is good for
the person who opened the series: while the server holds their session, and, for what the server
can read again, afterwards too.
"""

from __future__ import annotations

import streamlit as st

from dashboard import streamlit_internals
from dashboard.security import arrival
from dashboard.security.browser import owner_of
from dashboard.security.sessions import SESSIONS, Sessions
from dashboard.state import loading, sentences, session, volumes
from dashboard.state.links import LINKS, Links
from dashboard.state.notice import Action
from dashboard.state.session import Session

_MOST_DIGITS = 6


def come_back(*, by_launch: bool = False) -> None:
    """Give a new page the session that its address names. Call it first in each run.

    `by_launch`: another system's link led here, maybe in the very tab that showed the app before:
    what was open there goes on.
    """
    if not session.is_new():
        return
    link = st.query_params.get("series", "")
    here = streamlit_internals.session_of_this_run()
    if by_launch and here:
        left = left_behind(here, owner_of(st.context.cookies), arrival.person())
        if left is not None:
            session.begin_with(left)
    elif link:
        index = slice_index(st.query_params.get("slice", ""))
        session.begin_with(find(link, index, here, owner_of(st.context.cookies), arrival.person()))


def find(
    link: str,
    index: int | None,
    here: str,
    owner: str,
    person: str,
    sessions: Sessions = SESSIONS,
    links: Links = LINKS,
) -> Session:
    """The session for a page whose address names a series.

    That of the page before a reload, whole; a copy of one that another page shows; or a new one
    that will open the series where it lies. A new empty one, with a notice, where the link opens
    nothing for this person.

    Args:
        index: slice to bring into view, 0 the most inferior.
        here: the session of this script run.
        owner, person: `browser.owner_of` and `person_of` who asks.
    """
    for there, content in sessions.of_person(person):
        if not isinstance(content, Session) or content.shelf.linked(link) is None:
            continue
        if sessions.belongs(there, owner) and not _is_connected(there) and sessions.leave(there):
            volumes.STORE.hand_over(there, here)
            return _on(content, link, index)
        return _on(content.copy(), link, index)
    found = Session()
    whereabouts = links.find(link, person)
    if whereabouts is None:
        found.notify(sentences.link_opens_nothing(), about=Action.OPEN)
        return found
    loading.ask_for(found, whereabouts.origin, whereabouts.uid.__eq__, link, index)
    return found


def left_behind(
    here: str, owner: str, person: str, sessions: Sessions = SESSIONS
) -> Session | None:
    """The session, with all that is open in it, that a page of this browser and person has left
    last; None where there is none, or all of them are still shown somewhere."""
    for there, content in reversed(sessions.of_person(person)):
        if (
            isinstance(content, Session)
            and len(content.shelf)
            and sessions.belongs(there, owner)
            and not _is_connected(there)
            and sessions.leave(there)
        ):
            volumes.STORE.hand_over(there, here)
            return content
    return None


def slice_index(text: str) -> int | None:
    """Index of the slice that an address names by its number, counted from 1; None for none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        return None
    return int(text) - 1 if int(text) else None


def _on(found: Session, link: str, index: int | None) -> Session:
    """That session with the series in view, on that slice."""
    entry = found.shelf.linked(link)
    if entry is not None and entry.can_open:
        found.select(entry.key)
        if index is not None and index != entry.position.index:
            found.jumps.jump(entry.position, index)
    return found


def _is_connected(there: str) -> bool:
    return streamlit_internals.server_runs() and streamlit_internals.is_connected(there)
