"""A part of the server's memory that is taken for something (`dashboard.state.server_memory`)."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.errors import LiverLensError

#: Uploads under way; files that were sent and whose images are not read yet; volumes; analyses,
#: heatmaps and copies for the browser.
Kind = Literal["arriving", "files", "series", "results"]


class MemoryShortError(LiverLensError):
    """There is no room for it now; the message says what is held, and what to do."""


class Hold:
    """It ends when it is released, or when the objects that it stands for are gone. Also a context:
    it ends with the block."""

    def __init__(
        self, kind: Kind, nbytes: int, spare: int, ended: Callable[[Hold], object]
    ) -> None:
        """`spare`: bytes that what is held will need later, such as the images in an upload.
        `ended` is told of the end of the hold, and of each object's; from any thread at any moment.
        """
        self.kind: Kind = kind
        self.nbytes = nbytes
        self.spare = spare
        #: Bytes of `nbytes` that are promised and not in use yet.
        self.coming = nbytes
        #: When it ends, unless somebody takes it up; None for no such time.
        self.expires: float | None = None
        self._ended = ended
        #: Weak references to the objects that it stands for.
        self._things: list[weakref.ref] = []
        self._is_released = False

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def arrived(self, nbytes: int) -> None:
        """So many more of its bytes are in use."""
        self.coming = max(self.coming - nbytes, 0)

    def until_gone(self, *things: object) -> None:
        """What it was taken for is there: it ends when those are gone, and all given before."""
        self.coming = 0
        ended, this = self._ended, self
        self._things += [weakref.ref(thing, lambda _: ended(this)) for thing in things]

    def release(self) -> None:
        """It is needed no longer."""
        self._is_released = True
        self._ended(self)

    def is_late(self, now: float) -> bool:
        """Whether it was promised to somebody who has not taken it up in time."""
        return self.expires is not None and self.expires <= now

    @property
    def is_over(self) -> bool:
        return self._is_released or (
            bool(self._things) and all(thing() is None for thing in self._things)
        )


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for, as `ServerMemory.ask`."""

    kind: Kind
    nbytes: int
    spare: int = 0
    out_of: Hold | None = None
    most: int | None = None
