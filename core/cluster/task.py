"""What a worker's process does with a task: claim one series, work on it, say how it ended."""

from __future__ import annotations

import asyncio
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from core import __version__
from core.cluster import sentences
from core.cluster.slots import ReadingSlots
from core.crash_dumps import forbid_crash_dumps
from core.errors import Cancelled, ClusterError, ConsentError
from core.worklist.finding import Finder
from core.worklist.store import Store
from core.worklist.worker import Analyse, work_on

#: Called once in each worker's process; what it returns keeps the model from series to series.
MakeAnalyse = Callable[[], Analyse]

#: How often the store is told how far a series is: with a thousand workers every half second would
#: be most of what the database does.
PROGRESS_SECONDS = 5.0
#: How long a worker that is told to end has to give its series back.
GIVE_BACK_SECONDS = 3.0


@dataclass(frozen=True)
class Order:
    """What a task is told: neither an address nor a password nor a path, since Dask logs it."""

    #: The claim's name (`Queue.claim`).
    token: str
    #: The run that it belongs to, for stopping and for reading slots.
    run: str
    #: `Store.identity` of the queue.
    store: str
    #: The version of LiverLens that gives it.
    version: str
    #: Model name -> SHA-256 of its weights, of the models that the queue names.
    weights: dict[str, str]
    #: Series that are read at once in the whole cluster; 0: no limit.
    readers: int = 0


@dataclass(frozen=True)
class Result:
    """How a task ended."""

    worker: str
    host: str
    pid: int
    #: "done" or "failed"; "lost" to another worker; "stopped"; "nothing" waited.
    state: str
    item: int | None = None
    n_slices: int = 0
    error: str = ""
    #: That the operator's list of studies kept it from being analysed.
    refusal: ConsentError | None = None
    #: Wall seconds of "claim", "turn" (waiting to read), "read", and "total".
    seconds: dict[str, float] = field(default_factory=dict)


class Bench:
    """What one process keeps from one series to the next: the store, the model, the headers."""

    def __init__(self, order: Order, worker: str, make_analyse: MakeAnalyse) -> None:
        """Raises ClusterError where results of this worker would not be those of the others."""
        if order.version != __version__:
            raise ClusterError(sentences.another_version(worker, __version__, order.version))
        self.store = Store.open()
        self.finder = Finder(self.store.key)
        if self.store.identity != order.store:
            raise ClusterError(sentences.another_store(worker))
        _check_weights(order.weights, worker)
        _check_device(worker)
        self.analyse = make_analyse()
        self.slots = ReadingSlots(order.run, order.readers)


_benches: dict[tuple[str, str], Bench] = {}
_stops: dict[str, threading.Event] = {}
_lock = threading.Lock()
_idle = threading.Event()
_idle.set()


def work_on_one(order: Order, make_analyse: MakeAnalyse) -> Result:
    """The task: Dask calls it in a worker's process.

    Raises:
        ClusterError: this worker can't be used.
        StoreError: the store can't be read or written; the series waits again.
    """
    stop, started = stop_of(order.run), time.monotonic()
    who = _name()
    if stop.is_set():
        return _result(who, "stopped")
    bench = _bench(order, who, make_analyse)
    with _busy():
        claim = bench.store.queue.claim(order.token)
        claimed = time.monotonic()
        if claim is None:
            return _result(who, "nothing")
        item = claim.item
        try:
            outcome = work_on(
                bench.store,
                claim,
                bench.finder,
                bench.analyse,
                cancel=stop,
                progress_seconds=PROGRESS_SECONDS,
                reading=lambda: bench.slots.taken(stop),
            )
        except Cancelled:
            return _result(who, "stopped", item=item.id)
    if outcome is None:
        return _result(who, "lost", item=item.id)
    return _result(
        who,
        "failed" if outcome.record is None else "done",
        item=item.id,
        n_slices=item.n_slices,
        error=outcome.error,
        refusal=outcome.refusal,
        seconds={
            "claim": claimed - started,
            "turn": bench.slots.waited,
            "read": bench.slots.held,
            "total": time.monotonic() - started,
        },
    )


def stop_of(run: str) -> threading.Event:
    """Set: tasks of that run end, and what they work on waits again."""
    with _lock:
        return _stops.setdefault(run, threading.Event())


def stop_run(run: str) -> None:
    """For `Client.run`, in every worker's process."""
    stop_of(run).set()


async def give_back(run: str) -> None:
    """A worker that is told to end gives back what it works on first."""
    stop_run(run)
    await asyncio.to_thread(_idle.wait, GIVE_BACK_SECONDS)


def _bench(order: Order, who: str, make_analyse: MakeAnalyse) -> Bench:
    key = order.run, order.store
    if key not in _benches:
        # This process may be another host's, or an existing scheduler's.
        forbid_crash_dumps()
        # One run at a time: another's model would only take memory.
        _benches.clear()
        _benches[key] = Bench(order, who, make_analyse)
    return _benches[key]


@contextmanager
def _busy() -> Iterator[None]:
    _idle.clear()
    try:
        yield
    finally:
        _idle.set()


def _name() -> str:
    from distributed import get_worker

    return str(get_worker().name)


def _result(who: str, state: str, **more: object) -> Result:
    return Result(who, platform.node(), os.getpid(), state, **more)  # type: ignore[arg-type]


def _check_weights(wanted: dict[str, str], worker: str) -> None:
    from core.models.registry import available_models

    there = {card.name: card.sha256 for card in available_models().values()} if wanted else {}
    for name, sha256 in wanted.items():
        if there.get(name) != sha256:
            raise ClusterError(sentences.another_model(worker, name))


def _check_device(worker: str) -> None:
    if not os.environ.get("LIVERLENS_DEVICE"):
        return
    from core.inference.device import chosen_device

    if chosen_device().is_missing:
        raise ClusterError(sentences.no_gpu(worker))
