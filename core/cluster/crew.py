"""Keep the workers of a cluster busy until no series waits.

Every worker has two tasks: the one that it works on and the next, which claims nothing before it
begins. So no worker waits for this process between two series, and none is owed more than one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event

from distributed import CancelledError, Future, KilledWorker

from core import __version__
from core.cluster import sentences
from core.cluster.plugin import GiveBack
from core.cluster.starting import Cluster
from core.cluster.tally import Tally
from core.cluster.task import MakeAnalyse, Order, Result, stop_run, work_on_one
from core.cluster.workers import Workers
from core.errors import Cancelled, ClusterError, StoreError
from core.worklist import Store, analyse_by_model
from core.worklist.queue_item import WAITING
from core.worklist.recovery import MOST_ATTEMPTS

#: Tasks of a worker: one in progress, one that is ready.
AHEAD = 2
STEP_SECONDS = 0.25
#: How often the queue is counted: never more than a fiftieth of the time, however long it takes.
COUNT_SECONDS, COUNT_SHARE = 1.0, 50
#: After the queue was found empty, when to look again.
DRY_SECONDS = 2.0
KEEP_UP_SECONDS = 10.0
#: So many failures in a row, with no series between them, are not the fault of a few series.
MOST_FAULTS = 3 * MOST_ATTEMPTS
#: How long to wait after the store could not be used.
STORE_PAUSE_SECONDS = 5.0
#: For the first worker of this machine or of hosts; jobs may wait for hours.
START_SECONDS = 180
#: How long series in progress may take to stop.
STOP_SECONDS = 30.0


class Crew:
    """One run on the queue of `store`."""

    def __init__(
        self,
        store: Store,
        cluster: Cluster,
        *,
        weights: dict[str, str] | None = None,
        make_analyse: MakeAnalyse = analyse_by_model,
        limit: int | None = None,
        stay: bool = False,
        cancel: Event | None = None,
        say: Callable[[str], None] = lambda _: None,
        show: Callable[[Tally], None] = lambda _: None,
    ) -> None:
        """
        Args:
            weights: model name -> SHA-256 of its weights, which every worker must have.
            limit: at most so many series.
            stay: wait for more when none is left, until `cancel` is set.
            cancel: set it, from any thread, to stop; what is in progress waits again.
            say: called with a sentence that a person should read.
            show: called several times a second with the state of things.
        """
        self.tally = Tally(time.monotonic())
        self._store, self._cluster = store, cluster
        self._make_analyse, self._limit, self._stay = make_analyse, limit, stay
        self._cancel = cancel or Event()
        self._say, self._show = say, show
        self._run = secrets.token_hex(8)
        self._common = {
            "run": self._run,
            "store": store.identity,
            "version": __version__,
            "weights": weights or {},
            "readers": cluster.settings.readers,
        }
        self._workers = Workers(cluster.client)
        #: Claim -> (worker's address, its task).
        self._tasks: dict[str, tuple[str, Future]] = {}
        self._ended: SimpleQueue[str] = SimpleQueue()
        self._faults = self._heard = 0
        self._rest_until = self._count_at = self._keep_up_at = 0.0

    def run(self) -> Tally:
        """Until none waits, or `limit` is reached.

        Raises:
            Cancelled: `cancel` was set; series in progress wait again.
            ClusterError: no worker can be used, or the scheduler is gone.
            StoreError: the store can't be read or written for long.
        """
        client = self._cluster.client
        plugin = GiveBack(self._run)
        client.register_plugin(plugin)
        self._cluster.follow_queue()
        try:
            while not self._cancel.is_set():
                self._look_after_workers()
                self._count()
                if self._is_finished():
                    return self.tally
                self._give_orders()
                self._take_results()
                self._show(self.tally)
            raise Cancelled(sentences.stopping())
        finally:
            self._end(plugin.name)

    # -- workers -------------------------------------------------------------------------------

    def _look_after_workers(self) -> None:
        if self._cluster.client.status != "running":
            raise ClusterError(sentences.scheduler_gone())
        for worker in self._workers.look():
            there = self.tally.worker(worker.name)
            there.host, there.is_there = worker.host, True
        addresses = self._workers.addresses
        for token, (address, future) in list(self._tasks.items()):
            if address not in addresses and not future.done():
                self._lost(token)
        names = self._workers.names
        for tally in self.tally.workers.values():
            tally.is_there = tally.name in names
        self._hear_troubles()
        if time.monotonic() >= self._keep_up_at:
            self._keep_up_at = time.monotonic() + KEEP_UP_SECONDS
            self._cluster.keep_up()
        self._check_for_workers()

    def _hear_troubles(self) -> None:
        troubles = self._cluster.troubles
        if len(troubles) >= self._cluster.settings.most and not self.tally.workers:
            raise ClusterError(troubles[-1])
        for trouble in troubles[self._heard :]:
            self._say(trouble)
        self._heard = len(troubles)

    def _check_for_workers(self) -> None:
        if self._workers.fit:
            return
        if self._workers.unfit and not self._tasks:
            raise ClusterError(sentences.none_fit())
        patient = self._cluster.settings.may_wait_for_workers
        waited = time.monotonic() - self.tally.started
        if not self.tally.workers and not patient and waited > START_SECONDS:
            raise ClusterError(sentences.none_came(START_SECONDS))

    # -- orders --------------------------------------------------------------------------------

    def _give_orders(self) -> None:
        if time.monotonic() < self._rest_until:
            return
        held: dict[str, int] = dict.fromkeys(self._workers.fit, 0)
        for address, _ in self._tasks.values():
            if address in held:
                held[address] += 1
        for round_ in range(AHEAD):
            for address, count in held.items():
                if count <= round_ and self._may_start():
                    self._give_order(address)

    def _may_start(self) -> bool:
        if self._limit is None:
            return True
        return self.tally.done + self.tally.failed + len(self._tasks) < self._limit

    def _give_order(self, address: str) -> None:
        token = secrets.token_hex(16)
        future = self._cluster.client.submit(
            work_on_one,
            Order(token=token, **self._common),
            self._make_analyse,
            key=f"series-{token}",
            workers=[address],
            allow_other_workers=False,
            pure=False,
            retries=0,
        )
        self._tasks[token] = address, future
        future.add_done_callback(lambda _: self._ended.put(token))

    def _take_results(self) -> None:
        """Wait a moment for tasks that end, and take all that have."""
        try:
            token = self._ended.get(timeout=STEP_SECONDS)
            while True:
                self._take(token)
                token = self._ended.get_nowait()
        except Empty:
            pass

    def _take(self, token: str) -> None:
        if token not in self._tasks:
            return  # its worker was missed before
        address, future = self._tasks[token]
        if future.status == "finished":
            del self._tasks[token]
            self._took(future.result())
            return
        error = future.exception() if future.status == "error" else None
        if error is None or isinstance(error, KilledWorker | CancelledError):
            self._lost(token)
            return
        del self._tasks[token]
        name = self._workers.name_of(address)
        if isinstance(error, ClusterError):
            if self._workers.leave_out(address):
                self._say(str(error))
            return
        self._faults += 1
        if isinstance(error, StoreError):
            self._rest_until = time.monotonic() + STORE_PAUSE_SECONDS
            if self._faults >= MOST_FAULTS:
                raise error
            return
        fault = f"{type(error).__name__}: {error}"
        if self._faults >= MOST_FAULTS:
            raise ClusterError(sentences.too_many_faults(self._faults, fault)) from error
        self._say(sentences.task_failed(name, fault))

    def _took(self, result: Result) -> None:
        if result.state == "nothing":
            self._rest_until = time.monotonic() + DRY_SECONDS
            self._count_at = min(self._count_at, self._rest_until)
        elif result.state in ("done", "failed"):
            self._faults = 0
            self.tally.ended(result, time.monotonic())
            if result.error:
                self._say(f"{result.item}  failed: {result.error}")

    def _lost(self, token: str) -> None:
        """A worker is gone: what it held waits again at once."""
        address, future = self._tasks.pop(token)
        future.release()
        name = self._workers.name_of(address)
        if self._store.queue.give_back([token]):
            self.tally.lost += 1
            self.tally.worker(name).lost += 1
            self._say(sentences.worker_lost(name))

    # -- the queue -----------------------------------------------------------------------------

    def _count(self) -> None:
        now = time.monotonic()
        if now < self._count_at:
            return
        self.tally.queue = self._store.queue.counts()
        at_work = self._store.queue.claimed(list(self._tasks))
        took = time.monotonic() - now
        self._count_at = time.monotonic() + max(COUNT_SECONDS, COUNT_SHARE * took)
        items = {self._tasks[token][0]: item for token, item in at_work.items()}
        for worker in self._workers.there:
            self.tally.worker(worker.name).item = items.get(worker.address)
        self._cluster.wanted = self.tally.queue.get(WAITING, 0) + len(at_work)

    def _is_finished(self) -> bool:
        if self._tasks or self._stay:
            return False
        ended = self.tally.done + self.tally.failed
        if self._limit is not None and ended >= self._limit:
            return True
        # Asked after the last task ended: what a lost worker held waits again by now.
        return not self._store.queue.has_waiting()

    # -- the end -------------------------------------------------------------------------------

    def _end(self, plugin: str) -> None:
        """Stop what is in progress, and give back what does not stop in time."""
        client = self._cluster.client
        try:
            if self._tasks and client.status == "running":
                client.run(stop_run, self._run, on_error="ignore")
                self._wait_for_stopped()
            if client.status == "running":
                client.unregister_worker_plugin(plugin)
        except (OSError, TimeoutError):
            pass  # the scheduler is gone, and with it whatever could be told to stop
        finally:
            left = list(self._tasks)
            self._tasks.clear()
            if left:
                self._store.queue.give_back(left, counted=False)
            self.tally.queue = self._store.queue.counts()

    def _wait_for_stopped(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        while self._tasks and time.monotonic() < until:
            try:
                token = self._ended.get(timeout=STEP_SECONDS)
            except Empty:
                continue
            address, future = self._tasks.pop(token, ("", None))
            if future is not None and future.status == "finished":
                self._took(future.result())
