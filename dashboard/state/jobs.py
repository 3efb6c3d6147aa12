"""All heavy work of the app: in the background, one job at a time, in fair turns.

A script run of Streamlit ends when the person clicks elsewhere; a job must not. Its thread makes no
Streamlit call: a page looks at the job when it likes.

One fair queue orders everything heavy: analyses, whole-series heatmaps, slow explanations, quality
checks, comparisons of heatmaps, reports, the stopwatch and the durable queue. Two of those at once
on a small machine would each take twice as long, and hold twice the memory. Light jobs (the quick
heatmap of the slice in view) take turns among themselves, so that nobody waits minutes for one
second of work.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar

from core.comparison.memory import PeakMemory
from core.errors import Cancelled, LiverLensError
from dashboard.state import sentences
from dashboard.state.analysis_memory import Memory, in_memory
from dashboard.state.fair_queue import FairQueue, Ticket
from dashboard.state.imports import one_at_a_time
from dashboard.state.pace import Pace
from dashboard.state.refusals import telling_refusal

if TYPE_CHECKING:
    from core.models import Model
    from core.pipeline import Analysis
    from core.series import Series

State = Literal["waiting", "running", "done", "cancelled", "failed"]
Progress = Callable[[int, int], None]
T = TypeVar("T")
#: `work(progress, cancel)`: calls progress(done, total) as it likes, and raises `Cancelled` soon
#: after the event `cancel` is set.
Work = Callable[[Progress, threading.Event], T]

#: How often a job that waits looks whether it was cancelled, s.
_LOOK_SECONDS = 0.1


class Analyse(Protocol):
    """What runs an analysis: `core.pipeline.analyze`, or a stand-in for tests."""

    def __call__(
        self,
        series: Series,
        model: Model,
        *,
        progress: Progress,
        cancel: threading.Event,
        views: int = 0,
    ) -> Analysis: ...


@dataclass(frozen=True, eq=False)
class Analysed:
    """What an analysis job ends with."""

    analysis: Analysis
    #: What `core.comparison.memory.PeakMemory` measured; None where it can't tell.
    memory_rise_bytes: int | None = None


class Job(Generic[T]):
    """One run of some work. Safe to look at from any thread."""

    def __init__(
        self,
        work: Work[T],
        *,
        name: str,
        ticket: Ticket,
        total: int = 0,
        expected_seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_result: Callable[[T], object] = lambda _: None,
    ) -> None:
        """See `JobService.start`."""
        self.name = name
        self.done, self.total = 0, total
        self.result: T | None = None
        #: One sentence for a person, "" unless failed.
        self.error = ""
        #: Set it, from any thread, to cancel. What keeps only this keeps neither CT nor answer.
        self.off = threading.Event()
        self._ticket = ticket
        self._clock = clock
        self._began = clock()
        self._running = self._succeeded = False
        self._pace = Pace(clock, expected_seconds)
        self._thread = threading.Thread(
            target=self._run, args=(work, on_result), name="job", daemon=True
        )

    def start(self) -> Job[T]:
        try:
            self._thread.start()
        except RuntimeError:  # no room for another thread
            self._ticket.leave()
            raise
        return self

    def cancel(self) -> None:
        self.off.set()

    def wait(self, timeout: float | None = None) -> None:
        """Until it has finished, or that long."""
        self._thread.join(timeout)

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

    @property
    def before(self) -> int:
        """How many jobs go before it, the one at work included."""
        return self._ticket.before

    @property
    def seconds(self) -> float:
        """Since it was started, waiting included."""
        return self._clock() - self._began

    @property
    def seconds_to_news(self) -> float:
        """When it is worth looking again. Each of the jobs before it takes seconds; a room full of
        people who wait would otherwise keep the server busy with looking."""
        return 8.0 if self.before >= 8 else 3.0 if self.before >= 3 else 1.0

    @property
    def seconds_left(self) -> float | None:
        """None where nobody knows."""
        return self._pace.seconds_left(self.done, self.total)

    def _run(self, work: Work[T], on_result: Callable[[T], object]) -> None:
        # Stands until something better is known: a thread that dies of a fault in the program
        # (the server's log says where) must not look cancelled.
        self.error = sentences.stopped_unexpectedly(self.name)
        try:
            with _turn(self._ticket, self.off, self.name):
                self._pace.begin()
                self._running = True
                result = work(self._on_progress, self.off)
        except Cancelled:
            self.error = ""
            return
        except LiverLensError as error:
            self.error = sentences.said_by(error)
            return
        self.result, self._succeeded, self.error = result, True, ""
        # After its turn, so that the next need not wait, and a fault here is not one of the work.
        on_result(result)

    def _on_progress(self, done: int, total: int) -> None:
        self._pace.report(done)
        self.done, self.total = done, total


class JobService:
    """Starts jobs and gives them their turns."""

    def __init__(
        self,
        analyse: Analyse | None = None,
        clock: Callable[[], float] = time.monotonic,
        memory: Callable[[], Memory] = PeakMemory,
    ) -> None:
        """The arguments stand in for the real things in tests."""
        self._analyse = analyse or _analyze
        self._clock = clock
        self._memory = memory
        self._heavy, self._light, self._network = FairQueue(), FairQueue(), FairQueue()

    def start(
        self,
        work: Work[T],
        *,
        name: str,
        owner: Hashable,
        who: str = "",
        total: int = 0,
        light: bool = False,
        network: bool = False,
        expected_seconds: float | None = None,
        on_result: Callable[[T], object] = lambda _: None,
    ) -> Job[T]:
        """Run `work` when its turn comes. Jobs of one owner run in the order of these calls.

        Args:
            name: begins a sentence, such as "The report".
            owner: whose turn it takes, such as a session's.
            who: the person, for the audit trail, if the operator's list refuses the work.
            total: steps, where they are known beforehand.
            light: it takes seconds and a person waits for it: it takes turns with its like.
            network: it waits for another machine, not for this one's processor: likewise.
            expected_seconds: how long it took before, where that is known: said until it reports
                a pace of its own.
            on_result: called in the job's thread, after its turn and before it counts as finished.
        """
        queue = self._network if network else self._light if light else self._heavy
        ticket = queue.join(owner)
        job = Job(
            telling_refusal(work, who),
            name=name,
            ticket=ticket,
            total=total,
            expected_seconds=expected_seconds,
            clock=self._clock,
            on_result=on_result,
        )
        return job.start()

    def start_analysis(
        self,
        series: Series,
        model: Model,
        *,
        owner: Hashable,
        who: str = "",
        views: int = 0,
        on_result: Callable[[Analysed], object] = lambda _: None,
    ) -> Job[Analysed]:
        """Run an analysis when its turn comes; `views` as in `core.pipeline.analyze`."""
        return self.start(
            lambda progress, cancel: self.analyse_now(series, model, progress, cancel, views=views),
            name=sentences.THE_ANALYSIS,
            owner=owner,
            who=who,
            total=series.n_slices * (1 + views),
            on_result=on_result,
        )

    def analyse_now(
        self,
        series: Series,
        model: Model,
        progress: Progress,
        cancel: threading.Event,
        *,
        views: int = 0,
    ) -> Analysed:
        """Run an analysis in this thread; call it with the turn, which `turn` gives."""

        def measured() -> Analysis:
            # Only where asked for: a stand-in need not know of views.
            asked = {"views": views} if views else {}
            with memory:
                return self._analyse(series, model, progress=progress, cancel=cancel, **asked)

        memory = self._memory()
        return Analysed(in_memory(series, cancel, measured), memory.rise_bytes)

    @contextmanager
    def turn(self, owner: Hashable, cancel: threading.Event, name: str) -> Iterator[None]:
        """Run the block in this thread when it is `owner`'s turn for heavy work.

        Raises Cancelled if it is cancelled while it waits.
        """
        with _turn(self._heavy.join(owner), cancel, name):
            yield


@contextmanager
def _turn(ticket: Ticket, cancel: threading.Event, name: str) -> Iterator[None]:
    try:
        while not ticket.wait(_LOOK_SECONDS):
            if cancel.is_set():
                raise Cancelled(sentences.cancelled(name))
        yield
    finally:
        ticket.leave()


def _analyze(series: Series, model: Model, **options: object) -> Analysis:
    """`core.pipeline.analyze`, imported once there is something to analyse: PyTorch is behind it,
    which takes seconds to import."""
    with one_at_a_time():
        from core.pipeline import analyze

    return analyze(series, model, **options)  # type: ignore[arg-type]


#: The one of this server process.
SERVICE = JobService()
