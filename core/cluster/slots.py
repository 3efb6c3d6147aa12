"""Back-pressure on reading: only so many workers read at once, whatever their number.

An archive or a disk that serves a few readers well serves a hundred badly. The slots are a
semaphore of Dask's scheduler; the slot of a worker that dies is free after its lease (30 s).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.cluster import sentences
from core.errors import Cancelled

if TYPE_CHECKING:
    from distributed import Semaphore

_STEP_SECONDS = 1.0


class ReadingSlots:
    """One worker's view of the slots of a run."""

    def __init__(self, run: str, count: int) -> None:
        """`count` slots in the whole cluster; 0: no limit."""
        self._run, self._count = run, count
        self._semaphore: Semaphore | None = None
        #: Seconds that the last reader here waited, and read.
        self.waited = self.held = 0.0

    @contextmanager
    def taken(self, stop: threading.Event) -> Iterator[None]:
        """Wait for a slot, and hold it while the block reads. Raises Cancelled if `stop` is set."""
        started = time.monotonic()
        has_slot = self._count > 0 and self._wait(stop)
        begun = time.monotonic()
        try:
            yield
        finally:
            self.waited, self.held = begun - started, time.monotonic() - begun
            if has_slot:
                self._give_back()

    def _wait(self, stop: threading.Event) -> bool:
        """Whether a slot was taken; False where the scheduler doesn't answer: to read without one
        costs less than not to work."""
        from distributed import Semaphore

        try:
            if self._semaphore is None:
                self._semaphore = Semaphore(self._count, f"liverlens-reading-{self._run}")
            while not stop.is_set():
                if self._semaphore.acquire(timeout=_STEP_SECONDS):
                    return True
        except (OSError, TimeoutError):
            return False
        raise Cancelled(sentences.stopping())

    def _give_back(self) -> None:
        assert self._semaphore is not None
        # Dask logs what goes wrong; the lease ends by itself.
        self._semaphore.release()
