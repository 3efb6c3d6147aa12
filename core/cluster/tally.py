"""What came of a run so far: counts, rates, and what each worker does."""

from __future__ import annotations

import statistics
from collections import deque
from dataclasses import dataclass, field

from core.cluster.task import Result
from core.errors import ConsentError
from core.worklist.queue_item import DONE, FAILED, RUNNING, SET_ASIDE, WAITING, Item

#: The rate is that of the last minutes.
WINDOW_SECONDS = 300.0
STATES = (WAITING, RUNNING, DONE, FAILED, SET_ASIDE)


@dataclass
class WorkerTally:
    """One worker, by its name: one that started again is the same."""

    name: str
    host: str = ""
    done: int = 0
    failed: int = 0
    #: Processes of it that ended while they worked.
    lost: int = 0
    #: What it works on, as the store last said.
    item: Item | None = None
    is_there: bool = True


@dataclass
class Tally:
    """Counts of this run, and of the whole queue."""

    #: Monotonic seconds.
    started: float
    #: State -> items in the queue, whoever works on them; as the store last said.
    queue: dict[str, int] = field(default_factory=dict)
    workers: dict[str, WorkerTally] = field(default_factory=dict)
    done: int = 0
    failed: int = 0
    lost: int = 0
    #: By the operator's list of studies, until they are in the audit trail.
    refusals: list[ConsentError] = field(default_factory=list)
    #: "claim", "turn", "read", "total" -> seconds of each series of late.
    seconds: dict[str, deque[float]] = field(default_factory=dict)
    #: When each series ended, of the last `WINDOW_SECONDS`.
    _ended: deque[float] = field(default_factory=deque)

    def worker(self, name: str) -> WorkerTally:
        return self.workers.setdefault(name, WorkerTally(name))

    def ended(self, result: Result, now: float) -> None:
        """One series more is done, or has failed."""
        worker = self.worker(result.worker)
        worker.host, worker.item = result.host, None
        is_done = result.state == "done"
        self.done += is_done
        worker.done += is_done
        self.failed += not is_done
        worker.failed += not is_done
        self._ended.append(now)
        if result.refusal is not None:
            self.refusals.append(result.refusal)
        for name, seconds in result.seconds.items():
            self.seconds.setdefault(name, deque(maxlen=1000)).append(seconds)

    def per_minute(self, now: float) -> float:
        """Series that ended in a minute, over the last minutes."""
        while self._ended and now - self._ended[0] > WINDOW_SECONDS:
            self._ended.popleft()
        over = min(now - self.started, WINDOW_SECONDS)
        return len(self._ended) * 60.0 / over if over > 0 else 0.0

    def seconds_left(self, now: float) -> float | None:
        """At the present rate, for all that wait; None where there is no rate yet."""
        rate = self.per_minute(now)
        left = self.queue.get(WAITING, 0) + self.queue.get(RUNNING, 0)
        return left * 60.0 / rate if rate else None

    def median(self, name: str) -> float | None:
        """Of the seconds of that step."""
        values = self.seconds.get(name)
        return statistics.median(values) if values else None
