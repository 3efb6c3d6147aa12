"""What a browser has sent to one session and the session has not looked at yet."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from typing import TYPE_CHECKING, Literal
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from core.dicom import MemoryFile
    from dashboard.state.hold import Hold

#: What the files are for: to be opened as series, or as a reference mask or laboratory values of
#: the series in view.
Purpose = Literal["open", "reference", "laboratory"]
PURPOSES: tuple[Purpose, ...] = ("open", "reference", "laboratory")
Files = tuple["MemoryFile", ...]


class Received(Files):
    """Files that were sent, and the server's memory that is held for them, if it is counted."""

    hold: Hold | None = None


class Inbox:
    """Of one session, under a token that nobody can guess. Safe to use from any thread.

    Only the session keeps it alive, so that the token ends with the session.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        #: `dashboard.security.browser.owner_of` the browser that may send; "" for nobody.
        self.owner = ""
        #: When the browser last had the page run for what had arrived, ms by its clock.
        self.heard = 0
        self._waiting: dict[Purpose, deque[Received]] = {purpose: deque() for purpose in PURPOSES}
        #: Room that was promised to the upload that is asked for and has not begun.
        self.promised: Hold | None = None
        self._lock = threading.Lock()
        #: The upload that is arriving; a later one takes its place.
        self.arriving: Arrival | None = None
        self.is_closed = False
        _inboxes[self.token] = self

    def begin(self) -> Arrival:
        """An upload begins: one that was under way ends."""
        arrival = Arrival()
        with self._lock:
            if self.is_closed:
                arrival.stop()
            if self.arriving is not None:
                self.arriving.stop()
            self.arriving = arrival
        return arrival

    def put(self, files: Files, purpose: Purpose = "open", hold: Hold | None = None) -> None:
        """Files have arrived; `hold` is what is held for them, and ends with them."""
        received = Received(files)
        received.hold = hold
        if hold is not None and files:
            hold.kind = "files"
            hold.nbytes = sum(len(file.data) for file in files)
            hold.spare = hold.nbytes if purpose == "open" else 0
            # One stands for all: they live in one tuple, until their series are listed.
            hold.until_gone(files[0])
        with self._lock:
            if not self.is_closed:
                self._waiting[purpose].append(received)

    def take(self, purpose: Purpose = "open") -> Received:
        """What has waited longest; nothing where nothing waits."""
        with self._lock:
            waiting = self._waiting[purpose]
            return waiting.popleft() if waiting else Received()

    @property
    def nbytes(self) -> int:
        """Of the files that wait."""
        with self._lock:
            held = [file for waiting in self._waiting.values() for some in waiting for file in some]
        return sum(len(file.data) for file in held)

    def close(self) -> None:
        """The session has gone: an upload under way ends, and what waits is dropped."""
        with self._lock:
            self.is_closed = True
            _inboxes.pop(self.token, None)
            if self.arriving is not None:
                self.arriving.stop()
            if self.promised is not None:
                self.promised.release()
            for waiting in self._waiting.values():
                waiting.clear()


class Arrival:
    """One upload under way: whether it is still wanted, and a picture of its first slice."""

    def __init__(self) -> None:
        self.is_wanted = True
        #: PNG, b"" before there is one.
        self.first_slice = b""

    def stop(self) -> None:
        self.is_wanted = False


def inbox_of(token: str, owner: str) -> Inbox | None:
    """The inbox with that token, if it is that owner's; None for any other and for none."""
    inbox = _inboxes.get(token)
    if inbox is None or not owner or not secrets.compare_digest(owner, inbox.owner):
        return None
    return inbox


#: Token -> inbox.
_inboxes: WeakValueDictionary[str, Inbox] = WeakValueDictionary()
