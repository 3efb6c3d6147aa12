"""Sentences for the person above the page, and when each of them goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from core.errors import LiverLensError
from core.sentence import code_of
from dashboard.state import sentences

Kind = Literal["error", "warning", "info"]


class Action(Enum):
    """What a person did, or the app did for them, that may fail and later succeed."""

    OPEN = auto()
    ANALYSE = auto()
    EXPLAIN = auto()
    LOAD_REFERENCE = auto()
    LOAD_LABORATORY = auto()
    MEASURE_SPEED = auto()
    QUEUE = auto()
    CHANGE_RECORD = auto()
    KEEP_IN_WORKLIST = auto()
    AUDIT = auto()
    REPORT = auto()
    SEND = auto()
    STUDY = auto()


@dataclass(eq=False)
class Notice:
    """One sentence to show above the page."""

    text: str
    kind: Kind = "info"
    #: The action that it is about; it goes when that is tried again.
    action: Action | None = None
    #: It concerns the whole session, and does not go with the page.
    stays: bool = False
    #: The page on which it was shown, None before it was.
    page: str | None = None

    @property
    def code(self) -> str:
        """Which sentence it is (`core.sentence`), "" where it has no code."""
        return code_of(self.text)


class Notices:
    """Those of one session.

    A notice belongs to the page on which it was first shown, and goes when the person goes to
    another page, when its action is tried again, or when it is dismissed. None goes unseen. Safe to
    use from any thread.
    """

    def __init__(self) -> None:
        self._held: list[Notice] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Notice]:
        return iter(list(self._held))

    def __len__(self) -> int:
        return len(self._held)

    def __getitem__(self, position: int) -> Notice:
        return self._held[position]

    def add(
        self,
        text: str,
        kind: Kind = "info",
        *,
        about: Action | None = None,
        stays: bool = False,
    ) -> None:
        """Show it from the next run of a page on; the same sentence is not shown twice."""
        with self._lock:
            if all((held.text, held.kind) != (text, kind) for held in self._held):
                self._held.append(Notice(text, kind, about, stays))

    def dismiss(self, notices: Sequence[Notice]) -> None:
        """The person has read those."""
        self._keep(lambda held: held not in notices)

    def try_again(self, action: Action) -> None:
        """What was said of earlier tries of that action is out of date, if it was seen."""
        self._keep(lambda held: held.action != action or held.page is None)

    def go_to(self, page: str) -> None:
        """The person is on that page: what belongs to another one goes."""
        self._keep(lambda held: held.stays or held.page in (None, page))

    def were_shown(self, shown: Sequence[Notice], page: str) -> None:
        """A run of that page came to its end with those on it. A run that gave way to another one
        has not shown them."""
        for notice in shown:
            notice.page = page

    def _keep(self, is_kept: Callable[[Notice], bool]) -> None:
        with self._lock:
            self._held = [held for held in self._held if is_kept(held)]


@contextmanager
def attempt(notices: Notices, action: Action) -> Iterator[None]:
    """Run the block as one try of that action: what a person caused becomes a notice in place of
    the rest of the block, and the notices of earlier tries go."""
    notices.try_again(action)
    try:
        yield
    except LiverLensError as error:
        notices.add(sentences.said_by(error), "error", about=action)
