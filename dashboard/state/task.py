"""Any long work beside the page: a background thread with progress and a way to call it off.

A script run of Streamlit ends when the person clicks elsewhere; the work must not. The thread
touches no Streamlit call: a page looks at the task's `state` when it likes.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, Literal, TypeVar

from core.errors import Cancelled, LiverLensError

State = Literal["waiting", "running", "done", "cancelled", "failed"]
Progress = Callable[[int, int], None]
T = TypeVar("T")

UNEXPECTED = "{name} stopped for an unexpected reason: the server's log says why; try again."


class Task(Generic[T]):
    """One run of `work(progress, cancel)`. Safe to look at from any thread.

    `work` calls progress(done, total) as it likes, and raises `Cancelled` soon after the event
    `cancel` is set.
    """

    def __init__(
        self,
        work: Callable[[Progress, threading.Event], T],
        *,
        name: str,
        turn: threading.Lock | None = None,
    ) -> None:
        """`name` begins a sentence, such as "The heatmap". Tasks with the same `turn` go one
        after another."""
        self.name = name
        self.done, self.total = 0, 0
        self.result: T | None = None
        #: One sentence for a person, "" unless failed.
        self.error = ""
        self._work = work
        self._turn = turn
        #: Set it, from any thread, to call the work off.
        self.off = threading.Event()
        self._running = False
        self._succeeded = False
        self._thread = threading.Thread(target=self._run, name="task", daemon=True)

    def start(self) -> Task[T]:
        self._started = time.monotonic()
        self._thread.start()
        return self

    def cancel(self) -> None:
        self.off.set()

    def wait(self, timeout: float | None = None) -> None:
        self._thread.join(timeout)

    @property
    def seconds(self) -> float:
        """Since it was started, waiting included."""
        return time.monotonic() - self._started

    @property
    def finished(self) -> bool:
        return self._thread.ident is not None and not self._thread.is_alive()

    @property
    def state(self) -> State:
        if self.finished:
            if self._succeeded:
                return "done"
            return "failed" if self.error else "cancelled"
        return "running" if self._running else "waiting"

    def _run(self) -> None:
        # Stands until something better is known: a thread that dies of a fault in the program
        # (its traceback goes to the server's log) must not look cancelled.
        self.error = UNEXPECTED.format(name=self.name)
        try:
            with self._its_turn():
                self._running = True
                self.result = self._work(self._on_progress, self.off)
        except Cancelled:
            self.error = ""
        except LiverLensError as error:
            self.error = str(error)
        else:
            self._succeeded = True
            self.error = ""

    @contextlib.contextmanager
    def _its_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        while not self._turn.acquire(timeout=0.1):
            if self.off.is_set():
                raise Cancelled(f"{self.name} was cancelled.")
        try:
            yield
        finally:
            self._turn.release()

    def _on_progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
