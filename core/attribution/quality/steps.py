"""Progress and cancellation of the measures, counted in passes of the network."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.attribution.quality import sentences
from core.errors import Cancelled

Progress = Callable[[int, int], None]


class Steps:
    """Counts the steps done; each measure announces its own number of steps."""

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
        """Call before each step.

        Raises:
            Cancelled: the user has cancelled.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled(sentences.measures_cancelled(self._done, self._total))

    def begin(self, announced: int) -> None:
        """A measure of about that many steps starts."""
        self._end = self._done + announced

    def advance(self, steps: int = 1) -> None:
        """Count steps as done, but no more than the measure has announced."""
        self._set(min(self._done + steps, self._end))

    def finish(self) -> None:
        """The measure is done, whether or not it needed all its steps."""
        self._set(self._end)

    def _set(self, done: int) -> None:
        if done != self._done:
            self._done = done
            self._report(done, self._total)
