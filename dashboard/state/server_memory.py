"""What this server's memory is held for, and whether there is room for more.

Whoever is about to take much memory asks first: an upload before its body is taken, a series before
its volume is allocated, an analysis before it begins. What does not fit waits its turn for a
while, and is then refused in a sentence: that costs one person a minute, a killed server everybody.

How much is taken is measured where the system says it (resident memory), and what was promised and
is not there yet comes on top. What it is held for is counted by the objects themselves: a hold ends
when the arrays that it stands for are gone, so the count can't be better than the truth.
"""

from __future__ import annotations

import contextlib
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from core.comparison.memory import resident_bytes
from core.errors import Cancelled
from core.free_memory import collect_and_return
from core.sentence import Sentence
from dashboard.state import sentences
from dashboard.state.hold import Hold, Kind, MemoryShortError, Wanted
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.waiting_line import WaitingLine

if TYPE_CHECKING:
    import numpy as np

#: What finds no room is refused after so long.
WAIT_SECONDS = 60.0
#: How often a thread that waits looks again.
LOOK_SECONDS = 0.5
#: Room that was promised to a browser, which has not begun to send, is given to others after this.
PROMISE_SECONDS = 30.0
#: Returning free memory to the system walks all of it: not more often than this.
RETURN_SECONDS = 15.0
#: As little as this is not returned by itself.
WORTH_BYTES = 10_000_000


class ServerMemory:
    """Safe to use from any thread."""

    def __init__(
        self,
        limit: int | None = None,
        resident: Callable[[], int | None] = resident_bytes,
        give_back: Callable[[], object] = collect_and_return,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit` in bytes, None for none; the rest stands in for the system in tests."""
        self.limit = limit
        self._resident = resident
        self._give_back = give_back
        self._clock = clock
        self._lock = threading.RLock()
        self._holds: set[Hold] = set()
        #: Those that ended, or one of whose objects has gone. Objects go at any moment, in any
        #: thread, also in one that holds the lock: nothing else is done then.
        self._ended: deque[Hold] = deque()
        #: id -> array that is counted.
        self._counted: dict[int, weakref.ref] = {}
        self._line = WaitingLine()
        self._returned = -RETURN_SECONDS
        #: Bytes whose holds have ended since memory was last returned.
        self._let_go = 0

    # -- taking -----------------------------------------------------------------------------------

    def ask(
        self,
        kind: Kind,
        nbytes: int,
        asker: Hashable,
        *,
        spare: int = 0,
        out_of: Hold | None = None,
        most: int | None = None,
        patience: float = WAIT_SECONDS,
    ) -> Hold | None:
        """Take room, if there is any.

        Those who wait for the same kind get it in the order in which they first asked; ask again
        and again, with the same `asker`.

        Args:
            spare: bytes beside those that it will need later (`Hold`).
            out_of: a hold whose spare bytes are meant for this.
            most: what all of this kind may be together.
            patience: how long it may wait, s.

        Returns:
            The hold; None if it has to wait.

        Raises:
            MemoryShortError: it would never fit, nothing is held whose end could be waited for, or
                it has waited for `patience`.
        """
        wanted = Wanted(kind, nbytes, spare, out_of, most)
        self._make_room(wanted)
        with self._lock:
            now = self._clock()
            self._sort_out(now)
            is_next = self._line.is_next(kind, asker)
            if is_next and self._fits(wanted):
                self._line.leave(asker)
                return self._take(wanted)
            may_go = not is_next or any(one.nbytes for one in self._holds)
            is_patient = self._line.waited(kind, asker, now) < patience
            if refusal := self._refusal(nbytes + spare, may_wait=may_go and is_patient):
                self._line.leave(asker)
                raise MemoryShortError(refusal)
            return None

    def take(self, kind: Kind, nbytes: int, *, spare: int = 0, most: int | None = None) -> Hold:
        """As `ask`, without waiting. Raises MemoryShortError where there is no room now."""
        hold = self.ask(kind, nbytes, object(), spare=spare, most=most, patience=0.0)
        if hold is None:
            raise MemoryShortError(self._full_in_words(nbytes))
        return hold

    def wait_for(
        self,
        kind: Kind,
        nbytes: int,
        asker: Hashable,
        *,
        out_of: Hold | None = None,
        on_wait: Callable[[Sentence], object] = lambda _: None,
        cancel: threading.Event | None = None,
        patience: float = WAIT_SECONDS,
    ) -> Hold:
        """As `ask`, waiting in this thread; `on_wait` is called again and again with a sentence.

        Raises:
            MemoryShortError: as `ask`.
            Cancelled: `cancel` was set.
        """
        cancel = cancel or threading.Event()
        try:
            while True:
                hold = self.ask(kind, nbytes, asker, out_of=out_of, patience=patience)
                if hold is not None:
                    return hold
                on_wait(self.waiting_in_words(nbytes))
                if cancel.wait(LOOK_SECONDS):
                    raise Cancelled(sentences.cancelled(sentences.WAITING_FOR_MEMORY))
        finally:
            # Also where `on_wait` gave way to another run of the page, which asks anew.
            with self._lock:
                self._line.leave(asker)

    def grow(self, hold: Hold, nbytes: int, spare: int = 0) -> None:
        """So many more bytes are about to be held by it. Raises MemoryShortError."""
        wanted = Wanted(hold.kind, nbytes, spare)
        self._make_room(wanted)
        with self._lock:
            self._sort_out(self._clock())
            if not self._fits(wanted):
                raise MemoryShortError(self._full_in_words(nbytes))
            hold.nbytes += nbytes
            hold.spare += spare

    def begin(self, kind: Kind) -> Hold:
        """An empty hold that grows."""
        with self._lock:
            return self._take(Wanted(kind, 0))

    def count(self, kind: Kind, *arrays: np.ndarray) -> None:
        """Those are in memory from now on; each counts once, until it is gone."""
        with self._lock:
            for array in arrays:
                known = self._counted.get(id(array))
                if known is None or known() is not array:
                    self._counted[id(array)] = weakref.ref(array)
                    self._take(Wanted(kind, array.nbytes)).until_gone(array)

    def promise(self, hold: Hold) -> Hold:
        """Keep it for somebody who is about to take it up; it ends if they don't."""
        hold.expires = self._clock() + PROMISE_SECONDS
        return hold

    def take_up(self, hold: Hold | None) -> Hold | None:
        """A hold that was promised, if it has not ended meanwhile."""
        with self._lock:
            self._sort_out(self._clock())
            if hold not in self._holds or hold is None:
                return None
            hold.expires = None
            return hold

    def return_freed(self) -> None:
        """Return what was let go to the system; nothing is done where it is not worth it.

        A closed series leaves gaps among small objects, which the C library keeps for the next one.
        """
        with self._lock:
            self._sort_out(self._clock())
            is_worth_it, self._let_go = self._let_go >= WORTH_BYTES, 0
        if is_worth_it:
            self._give_back()

    # -- telling ----------------------------------------------------------------------------------

    def held(self, kind: Kind | None = None) -> int:
        """Bytes that are held, of one kind or of all."""
        with self._lock:
            self._sort_out(self._clock())
            return sum(one.nbytes for one in self._holds if kind in (None, one.kind))

    def used(self) -> int:
        """Bytes that are taken: those that the process has, the program among them, and those that
        were promised."""
        with self._lock:
            self._sort_out(self._clock())
            promised = sum(one.coming + one.spare for one in self._holds)
            resident = self._resident()
            if resident is None:
                there = sum(one.nbytes - one.coming for one in self._holds)
                return PROGRAM_BYTES + there + promised
            return resident + promised

    def is_waited_for(self, kind: Kind) -> bool:
        """Whether somebody waits for room of that kind."""
        with self._lock:
            self._sort_out(self._clock())
            return self._line.has(kind)

    def waiting_in_words(self, nbytes: int) -> Sentence:
        """What somebody is told who waits for so many bytes."""
        return sentences.waits_for_memory(nbytes, self.used(), self.limit or 0)

    # -- how it is done, with the lock held -----------------------------------------------------

    def _make_room(self, wanted: Wanted) -> None:
        """Return free memory to the system where that may help; call it without the lock, since it
        takes a while, and others need not wait for it."""
        with self._lock:
            now = self._clock()
            self._sort_out(now)
            if self._fits(wanted) or now - self._returned < RETURN_SECONDS:
                return
            self._returned = now
        self._give_back()

    def _fits(self, wanted: Wanted) -> bool:
        if wanted.most is not None and self._sum(wanted.kind) + wanted.nbytes > wanted.most:
            return False
        if self.limit is None:
            return True
        given = min(wanted.out_of.spare, wanted.nbytes) if wanted.out_of is not None else 0
        return self.used() - given + wanted.nbytes + wanted.spare <= self.limit

    def _take(self, wanted: Wanted) -> Hold:
        if wanted.out_of is not None:
            wanted.out_of.spare -= min(wanted.out_of.spare, wanted.nbytes)
        hold = Hold(wanted.kind, wanted.nbytes, wanted.spare, self._ended.append)
        self._holds.add(hold)
        return hold

    def _refusal(self, nbytes: int, *, may_wait: bool) -> str:
        """Why it is not to wait any longer, "" if it is."""
        if self.limit is not None and nbytes + PROGRAM_BYTES > self.limit:
            return sentences.larger_than_memory(nbytes, self.limit, PROGRAM_BYTES)
        return "" if may_wait else self._full_in_words(nbytes)

    def _full_in_words(self, nbytes: int) -> str:
        if self.limit is None:
            return sentences.server_takes_other_uploads()
        held = {
            "open series": self._sum("series"),
            "results": self._sum("results"),
            "uploads": self._sum("files") + self._sum("arriving"),
        }
        return sentences.memory_is_full(nbytes, self.used(), self.limit, held)

    def _sum(self, kind: Kind) -> int:
        return sum(one.nbytes for one in self._holds if one.kind == kind)

    def _sort_out(self, now: float) -> None:
        """Let go what has ended, and who has gone."""
        with contextlib.suppress(IndexError):
            while True:
                hold = self._ended.popleft()
                if hold.is_over and hold in self._holds:
                    self._holds.remove(hold)
                    self._let_go += hold.nbytes
        self._holds -= {one for one in self._holds if one.is_late(now)}
        self._line.forget_absent(now)
        for key in [key for key, array in self._counted.items() if array() is None]:
            del self._counted[key]


#: The memory of this server process; the server sets its limit when it starts.
MEMORY = ServerMemory()
