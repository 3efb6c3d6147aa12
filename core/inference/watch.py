"""How far a prediction is, and whether it should go on."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.errors import Cancelled
from core.inference import sentences

Progress = Callable[[int, int], None]


class Watch:
    """Counts in slices of the series, however many passes the network makes over it.

    With two passes each slice counts half in each, so that the count goes once from nothing to
    all even where the second pass looks at fewer slices.
    """

    def __init__(
        self,
        n_slices: int,
        passes: int,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self._n_slices, self._passes = n_slices, passes
        self._report = progress or (lambda done, total: None)
        self._cancel = cancel
        self._passed = 0
        self._done = 0
        self._report(0, n_slices)

    def check(self) -> None:
        """Call before each piece of work.

        Raises:
            Cancelled: the person asked to stop.
        """
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled(sentences.cancelled(self._done, self._n_slices))

    def advance(self, done: int, of: int) -> None:
        """`done` of the `of` slices of the pass under way are through."""
        self._done = self._n_slices * (self._passed * of + done) // (self._passes * of)
        self._report(self._done, self._n_slices)

    def end_pass(self) -> None:
        """What is reported from now on belongs to the next pass."""
        self._passed += 1

    def end(self) -> None:
        """All is done; said once, also where a pass was not needed."""
        if self._done < self._n_slices:
            self._done = self._n_slices
            self._report(self._done, self._n_slices)
