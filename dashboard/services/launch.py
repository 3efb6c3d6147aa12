"""A link from another system: `?study=UID` or `?accession=NUMBER` opens that study from an archive.

What it names leaves the address bar at once. A sign-in leads away from the page and
back to its bare address: the server remembers for that browser what it asked for before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import streamlit as st

from core.errors import UsageError
from core.pacs import Query
from dashboard.security.browser import browser_of
from dashboard.services import sentences
from dashboard.state.archive_view import view_of
from dashboard.state.session import Session

_NAMES = ("study", "accession")
#: How long somebody may take to sign in.
WAIT_SECONDS = 900.0
#: More browsers don't wait at one door; the first goes first.
MOST_WAITING = 1000


class Waiting:
    """What browsers asked for before somebody signed in there; in memory alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        #: `browser_of` -> (until when, what the address named).
        self._held: dict[str, tuple[float, dict[str, str]]] = {}

    def put(self, browser: str, told: dict[str, str]) -> None:
        """Nothing for a browser "" that can't be known again."""
        if not browser:
            return
        with self._lock:
            self._held.pop(browser, None)
            self._held[browser] = (self._clock() + WAIT_SECONDS, told)
            while len(self._held) > MOST_WAITING:
                del self._held[next(iter(self._held))]

    def has(self, browser: str) -> bool:
        with self._lock:
            until, _ = self._held.get(browser, (0.0, {}))
        return self._clock() < until

    def take(self, browser: str) -> dict[str, str]:
        """Once; {} where nothing waits, or it waited for too long."""
        with self._lock:
            until, told = self._held.pop(browser, (0.0, {}))
        return told if self._clock() < until else {}


#: Of this server process.
WAITING = Waiting()


def wait_at_the_door(waiting: Waiting = WAITING) -> None:
    """Nobody has signed in yet: remember what the address of this run asks for."""
    told = _told()
    if told:
        waiting.put(browser_of(st.context.cookies), told)


def is_asked(waiting: Waiting = WAITING) -> bool:
    """Whether the address of this run, or one before the sign-in, names a study."""
    named = any(st.query_params.get(name, "").strip() for name in _NAMES)
    return named or waiting.has(browser_of(st.context.cookies))


def take(session: Session, waiting: Waiting = WAITING) -> bool:
    """Note what is asked for; True if the PACS page should go on with it."""
    told = _told() or waiting.take(browser_of(st.context.cookies))
    if not told:
        return False
    view = view_of(session)
    query = Query(study_uid=told.get("study", ""), accession=told.get("accession", ""))
    try:
        query.check()
    except UsageError as error:
        view.error = str(error)
        return True
    if "*" in query.accession or "?" in query.accession:
        view.error = str(sentences.link_names_many())
        return True
    view.asked = query
    return True


def _told() -> dict[str, str]:
    """What the address names, which is taken out of it."""
    told = {name: st.query_params.get(name, "").strip() for name in _NAMES}
    for name in _NAMES:
        if name in st.query_params:
            del st.query_params[name]
    return {name: value for name, value in told.items() if value}
