"""Where the series lie that links name: what a server can read again is found again after its
session has gone. No pixels, and nothing of an upload.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.security import arrival
from dashboard.state.origin import Origin, Upload
from dashboard.state.shelf import Entry

#: Links that a server remembers; the one used longest ago goes first.
MOST = 10_000


@dataclass(frozen=True)
class Whereabouts:
    """Of one series."""

    #: `dashboard.security.browser.person_of` the one who opened it.
    person: str
    origin: Origin
    #: `core.series.Series.uid`.
    uid: str
    #: What the series is called in its header; no name of a person.
    called: str = ""
    n_slices: int = 0


class Links:
    """Link -> whereabouts, in memory alone; safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[str, Whereabouts] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, link: str, whereabouts: Whereabouts) -> None:
        with self._lock:
            self._held[link] = whereabouts
            self._held.move_to_end(link)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def find(self, link: str, person: str) -> Whereabouts | None:
        """For the person who opened it, None for anybody else."""
        with self._lock:
            found = self._held.get(link)
            if found is None or not person or found.person != person:
                return None
            self._held.move_to_end(link)
        return found

    def of_person(self, person: str) -> list[tuple[str, Whereabouts]]:
        """(link, whereabouts) of what that person opened, the latest first; none for ""."""
        with self._lock:
            held = [
                (link, found)
                for link, found in self._held.items()
                if person and found.person == person
            ]
        return held[::-1]


#: Those of this server process.
LINKS = Links()


def remember(entries: Iterable[Entry]) -> None:
    """The person of this script run has opened those."""
    person = arrival.person()
    for entry in entries:
        if not isinstance(entry.origin, Upload):
            where = Whereabouts(
                person, entry.origin, entry.uid, entry.tags.series_description, entry.n_slices
            )
            LINKS.remember(entry.place.link, where)
