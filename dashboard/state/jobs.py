"""Analyses beside the page: a background thread with progress and cancel, one at a time.

A script run of Streamlit ends when the person clicks elsewhere; an analysis must not. The thread
touches no Streamlit call: a page looks at the job's `state` when it likes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from core.comparison.memory import PeakMemory
from core.errors import Cancelled, LiverLensError
from dashboard.state.fair_queue import Ticket, Turns

if TYPE_CHECKING:
    from core.models import Model
    from core.pipeline import Analysis
    from core.series import Series

State = Literal["waiting", "running", "done", "cancelled", "failed"]

#: Analyses of all sessions take turns: two at once on a small machine take each twice as long
#: and hold twice the memory.
_turns = Turns()


@contextmanager
def its_turn(
    cancel: threading.Event,
    owner: Hashable = "the queue",
    on_place: Callable[[Ticket], None] = lambda _: None,
) -> Iterator[None]:
    """Run the block when no other analysis runs and it is `owner`'s turn.

    `on_place` is given the place in the queue. Raises Cancelled if called off while waiting.
    """
    ticket = _turns.join(owner)
    try:
        on_place(ticket)
        while not ticket.wait(0.1):
            if cancel.is_set():
                raise Cancelled("The analysis was cancelled.")
        yield
    finally:
        ticket.leave()


UNEXPECTED = "The analysis stopped for an unexpected reason: the server's log says why; try again."


def analyze(series: Series, model: Model, **options: object) -> Analysis:
    """`core.pipeline.analyze`, imported once there is something to analyse: PyTorch stands behind
    it, which takes seconds to import."""
    from core.pipeline import analyze

    return analyze(series, model, **options)


class AnalysisJob:
    """One run of `core.pipeline.analyze`. Safe to look at from any thread."""

    def __init__(
        self,
        series: Series,
        model: Model,
        analyze: Callable[..., Analysis] = analyze,
        clock: Callable[[], float] = time.monotonic,
        *,
        after: AnalysisJob | None = None,
        views: int = 0,
        owner: Hashable | None = None,
        on_result: Callable[[Analysis], object] = lambda _: None,
    ) -> None:
        """`views` as in `core.pipeline.analyze`; `owner` is whose turn it takes, by default one
        of its own; `on_result` is called in the job's thread before it counts as finished."""
        self.total = series.n_slices * (1 + views)
        self.views = views
        self.done = 0
        self.result: Analysis | None = None
        #: What `core.comparison.memory.PeakMemory` saw; None until done, or where it can't tell.
        self.memory_rise_bytes: int | None = None
        #: One sentence for a person, "" unless failed.
        self.error = ""
        self._analyze = analyze
        self._on_result = on_result
        #: The one before it in a row of several: models are run in the order they were asked for.
        self._after = after
        self._owner = object() if owner is None else owner
        self._ticket: Ticket | None = None
        self._clock = clock
        #: Set it to call the analysis off. What keeps only this keeps neither CT nor answer.
        self.off = threading.Event()
        self._running = False
        #: (slices, time) of the first report with a slice done.
        self._first: tuple[int, float] | None = None
        self._thread = threading.Thread(
            target=self._run, args=(series, model), name="analysis", daemon=True
        )

    def start(self) -> AnalysisJob:
        self._thread.start()
        return self

    def cancel(self) -> None:
        self.off.set()

    def wait(self, timeout: float | None = None) -> None:
        self._thread.join(timeout)

    @property
    def finished(self) -> bool:
        return self._thread.ident is not None and not self._thread.is_alive()

    @property
    def state(self) -> State:
        if self.finished:
            if self.result is not None:
                return "done"
            return "failed" if self.error else "cancelled"
        return "running" if self._running else "waiting"

    @property
    def before(self) -> int | None:
        """How many analyses go before it, the one at work included; None while it has no place."""
        return None if self._ticket is None else self._ticket.before

    @property
    def seconds_to_news(self) -> float:
        """After how long it is worth a look. Each of those before it takes seconds; a room full of
        people who wait would else keep the server busy with looking."""
        before = self.before or 0
        return 8.0 if before >= 8 else 3.0 if before >= 3 else 1.0

    @property
    def seconds_left(self) -> float | None:
        """From the pace since the first slices came back (before them the network is prepared);
        None until there is a pace."""
        if self._first is None or self.done <= self._first[0]:
            return None
        first_done, first_time = self._first
        pace = (self._clock() - first_time) / (self.done - first_done)
        return pace * (self.total - self.done)

    def _run(self, series: Series, model: Model) -> None:
        # Stands until something better is known: a thread that dies of a fault in the program
        # (its traceback goes to the server's log) must not look cancelled.
        self.error = UNEXPECTED
        try:
            self._wait_for_the_one_before()
            with its_turn(self.off, self._owner, self._take_place):
                self._running = True
                with PeakMemory() as memory:
                    # Only where asked for: what stands in for `analyze` need not know of views.
                    asked = {"views": self.views} if self.views else {}
                    self.result = self._analyze(
                        series, model, progress=self._on_progress, cancel=self.off, **asked
                    )
                self.memory_rise_bytes = memory.rise_bytes
        except Cancelled:
            self.error = ""
        except LiverLensError as error:
            self.error = str(error)
        else:
            self.error = ""
            # The next one need not wait for it, and what fails here is no fault of the analysis.
            self._on_result(self.result)
        finally:
            self._after = None

    def _wait_for_the_one_before(self) -> None:
        while self._after is not None and not self._after.finished:
            if self.off.is_set():
                raise Cancelled("The analysis was cancelled.")
            self._after.wait(0.1)

    def _take_place(self, ticket: Ticket) -> None:
        self._ticket = ticket

    def _on_progress(self, done: int, total: int) -> None:
        if done and self._first is None:
            self._first = (done, self._clock())
        self.done, self.total = done, total
