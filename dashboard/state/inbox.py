"""What a browser has sent to one session and the session has not looked at yet."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal
from weakref import WeakValueDictionary

from core.errors import InputError
from dashboard.state import sentences

if TYPE_CHECKING:
    from core.dicom import MemoryFile

#: What the files are for: to be opened as series, or as a reference mask or laboratory values of
#: the series in view.
Purpose = Literal["open", "reference", "laboratory"]
PURPOSES: tuple[Purpose, ...] = ("open", "reference", "laboratory")
Files = tuple["MemoryFile", ...]


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
        self._waiting: dict[Purpose, deque[Files]] = {purpose: deque() for purpose in PURPOSES}
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

    def put(self, files: Files, purpose: Purpose = "open") -> None:
        """Files have arrived."""
        with self._lock:
            if not self.is_closed:
                self._waiting[purpose].append(files)

    def take(self, purpose: Purpose = "open") -> Files:
        """What has waited longest; () where nothing waits."""
        with self._lock:
            waiting = self._waiting[purpose]
            return waiting.popleft() if waiting else ()

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


class Room:
    """How many bytes of uploads may be on their way to this server at once."""

    def __init__(self) -> None:
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        return self._taken

    def has(self, nbytes: int, most: int) -> bool:
        """Whether there is room for so many more, if `most` may be there at once."""
        return self._taken + nbytes <= most

    @contextmanager
    def hold(self, nbytes: int, most: int) -> Iterator[None]:
        """Keep room for so many bytes. Raises InputError where there is none."""
        with self._lock:
            if not self.has(nbytes, most):
                raise InputError(sentences.server_takes_other_uploads())
            self._taken += nbytes
        try:
            yield
        finally:
            with self._lock:
                self._taken -= nbytes


def inbox_of(token: str, owner: str) -> Inbox | None:
    """The inbox with that token, if it is that owner's; None for any other and for none."""
    inbox = _inboxes.get(token)
    if inbox is None or not owner or not secrets.compare_digest(owner, inbox.owner):
        return None
    return inbox


#: Token -> inbox.
_inboxes: WeakValueDictionary[str, Inbox] = WeakValueDictionary()
