"""One at a time, fairly: whoever asks often waits behind those who ask seldom.

Fair queueing by rounds (after Nagle, RFC 970): the first thing that an owner waits for joins the
current round, the second joins the next, and so on; within a round, first come, first served. Ten
analyses of one session therefore delay one analysis of another session by one at most.
"""

from __future__ import annotations

import bisect
import itertools
import threading
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(order=True)
class Ticket:
    """A place in the queue and then the turn itself, until it is left."""

    round: int
    number: int
    owner: Hashable = field(compare=False)
    _queue: FairQueue = field(compare=False, repr=False)

    @property
    def before(self) -> int:
        """How many go before it, the one at work included; 0 once it has the turn."""
        return self._queue._before(self)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the turn; False if that took longer."""
        return self._queue._wait(self, timeout)

    def leave(self) -> None:
        """Give the turn, or the place, to the next; leaving twice is not an error."""
        self._queue._leave(self)


class FairQueue:
    """Safe to use from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        #: In the order in which they will have their turn.
        self._waiting: list[Ticket] = []
        self._at_work: Ticket | None = None
        self._round = 0
        #: The last round in which an owner has a ticket, unless that round is over.
        self._last: dict[Hashable, int] = {}
        self._numbers = itertools.count()

    def join(self, owner: Hashable) -> Ticket:
        """Take a place for `owner`. It has to be left in the end, whatever happens."""
        with self._changed:
            place = max(self._round, self._last.get(owner, -1) + 1)
            ticket = Ticket(place, next(self._numbers), owner, self)
            self._last[owner] = place
            bisect.insort(self._waiting, ticket)
            self._next()
        return ticket

    def _before(self, ticket: Ticket) -> int:
        with self._changed:
            if ticket not in self._waiting:
                return 0
            return self._waiting.index(ticket) + (self._at_work is not None)

    def _wait(self, ticket: Ticket, timeout: float | None) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._at_work is ticket, timeout)

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            if ticket is self._at_work:
                self._at_work = None
            elif ticket in self._waiting:
                self._waiting.remove(ticket)
                if self._last.get(ticket.owner) == ticket.round:
                    self._last[ticket.owner] -= 1
            self._next()

    def _next(self) -> None:
        if self._at_work is None and self._waiting:
            self._at_work = self._waiting.pop(0)
            self._round = self._at_work.round
            self._last = {owner: r for owner, r in self._last.items() if r >= self._round}
            self._changed.notify_all()
        elif self._at_work is None:
            # Nobody waits: everyone starts from the same round again.
            self._last.clear()
