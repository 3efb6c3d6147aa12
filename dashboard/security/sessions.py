"""The sessions of this server: whose each is, and how it ends without leaving anything behind."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

#: How long a session may stay disconnected, as after a reload or a lost connection, before
#: everything that it held is freed. Streamlit is told to keep its part for longer, so that this
#: decides.
GRACE_SECONDS = 180.0
STREAMLIT_KEEPS_SECONDS = 600


class Content(Protocol):
    """What a session keeps in memory."""

    def end(self) -> None:
        """Free everything and cancel all work."""


@dataclass(eq=False)
class _Known:
    owner: str
    #: What the session holds; only the session keeps it alive.
    content: weakref.ref | None = None
    away_since: float | None = None
    #: `browser.person_of`: the same in all browsers of one person.
    person: str = ""


class Sessions:
    """Session -> its owner and its content; safe to use from several threads."""

    def __init__(
        self,
        grace_seconds: float = GRACE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._grace_seconds = grace_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        #: Whose content another session took over.
        self._left: set[str] = set()

    def __len__(self) -> int:
        return len(self._known)

    def arrive(
        self, session: str, owner: str, content: Content | None = None, person: str = ""
    ) -> None:
        """A script runs for `session`. It keeps its first owner."""
        with self._lock:
            known = self._known.setdefault(session, _Known(owner, person=person))
            if content is not None:
                known.content = weakref.ref(content)

    def belongs(self, session: str, owner: str) -> bool:
        """Whether that session is that owner's; never for an unknown session or owner ""."""
        with self._lock:
            known = self._known.get(session)
        return known is not None and bool(owner) and known.owner == owner

    def content(self, session: str) -> Content | None:
        """What the session holds, None if nothing is known of it."""
        with self._lock:
            known = self._known.get(session)
        return None if known is None or known.content is None else known.content()

    def of_person(self, person: str) -> list[tuple[str, Content]]:
        """(session, content) of every session of that person; none for person ""."""
        with self._lock:
            held = [
                (session, known.content())
                for session, known in self._known.items()
                if person and known.person == person and known.content is not None
            ]
        return [(session, content) for session, content in held if content is not None]

    def leave(self, session: str) -> bool:
        """Another session takes over what this one holds: it is forgotten and its content goes on.
        False if nothing is known of it, as when it was taken over already."""
        with self._lock:
            if self._known.pop(session, None) is None:
                return False
            self._left.add(session)
            return True

    def sweep(self, is_connected: Callable[[str], bool]) -> list[str]:
        """Forget the sessions that have been disconnected for the grace period; their content is
        ended. Returns them, and those that were left."""
        now = self._clock()
        gone: list[tuple[str, _Known]] = []
        with self._lock:
            left = [session for session in self._left if not is_connected(session)]
            self._left.difference_update(left)
            for session, known in list(self._known.items()):
                if is_connected(session):
                    known.away_since = None
                    continue
                if known.away_since is None:
                    known.away_since = now
                if now - known.away_since >= self._grace_seconds:
                    gone.append((session, self._known.pop(session)))
        for _, known in gone:
            content = known.content() if known.content is not None else None
            if content is not None:
                content.end()
        return [session for session, _ in gone] + left


#: The sessions of this server process.
SESSIONS = Sessions()
