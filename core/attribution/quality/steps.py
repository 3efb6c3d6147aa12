"""How far the measuring is, in passes through the network, and whether it should go on."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.errors import Cancelled

Progress = Callable[[int, int], None]


class Steps:
    """Counts what is done of what was announced; each measure announces its own share."""

    def __init__(
        self,
        total: int = 0,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self._total = total
        self._report = progress or (lambda done, total: None)
        self.cancel = cancel
        self._done = 0
        self._end = 0

    def check(self) -> None:
        """Call before each piece of work.

        Raises:
            Cancelled: the person asked to stop.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled(f"Cancelled after {self._done} of {self._total} steps.")

    def begin(self, announced: int) -> None:
        """A measure starts that takes about that many steps."""
        self._end = self._done + announced

    def advance(self, steps: int = 1) -> None:
        """Some steps are through; never more than the measure has announced are counted."""
        self._set(min(self._done + steps, self._end))

    def finish(self) -> None:
        """The measure is through, however many of its steps it needed."""
        self._set(self._end)

    def _set(self, done: int) -> None:
        if done != self._done:
            self._done = done
            self._report(done, self._total)
