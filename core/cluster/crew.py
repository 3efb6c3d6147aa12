"""Keep the workers of a cluster busy until no series waits.

Every worker has two tasks: the one that it works on and the next, which claims nothing before it
begins. So no worker waits for this process between two series, and none is owed more than one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event

from distributed import CancelledError, KilledWorker

from core import __version__
from core.cluster import sentences
from core.cluster.orders import Orders, Sent
from core.cluster.plugin import GiveBack
from core.cluster.starting import Cluster
from core.cluster.tally import Tally
from core.cluster.task import MakeAnalyse, Result, stop_run
from core.cluster.workers import Workers
from core.errors import Cancelled, ClusterError, StoreError
from core.fault_log import place_of
from core.worklist import Store, analyse_by_model
from core.worklist.queue_item import WAITING
from core.worklist.recovery import MOST_ATTEMPTS

#: Tasks of a worker: one in progress, one that is ready.
AHEAD = 2
STEP_SECONDS = 0.25
#: How often the scheduler is asked for its workers.
LOOK_SECONDS = 0.5
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
START_SECONDS = 600
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
        self._limit, self._stay = limit, stay
        self._cancel = cancel or Event()
        self._say, self._show = say, show
        self._run = secrets.token_hex(8)
        common = {
            "run": self._run,
            "store": store.identity,
            "version": __version__,
            "weights": weights or {},
            "readers": cluster.settings.readers,
        }
        self._workers = Workers(cluster.client)
        self._orders = Orders(cluster.client, common, make_analyse)
        self._faults = self._heard = 0
        self._rest_until = self._count_at = self._keep_up_at = self._look_at = 0.0

    def run(self) -> Tally:
        """Until none waits, or `limit` is reached.

        Raises:
            Cancelled: `cancel` was set; series in progress wait again.
            ClusterError: no worker can be used, the scheduler is gone, or the store can't be read
                or written for long.
        """
        plugin = GiveBack(self._run)
        self._register(plugin)
        self._cluster.follow_queue()
        try:
            while not self._cancel.is_set():
                try:
                    if self._step():
                        return self.tally
                except StoreError as error:
                    # A database that starts again must not end a run of days.
                    self._rest(error)
                    self._cancel.wait(STORE_PAUSE_SECONDS)
            raise Cancelled(sentences.stopping())
        finally:
            self._end(plugin.name)

    def _register(self, plugin: GiveBack) -> None:
        """On all workers that are there, and on all that come."""
        for _ in range(MOST_FAULTS):
            try:
                self._cluster.client.register_plugin(plugin)
                return
            except OSError:
                # A worker ended while it was asked.
                self._cancel.wait(LOOK_SECONDS)
        raise ClusterError(sentences.scheduler_gone())

    def _step(self) -> bool:
        """Once round; whether all is done."""
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            self._look_after_workers()
        self._count()
        if self._is_finished():
            return True
        self._give_orders()
        for sent in self._orders.ended(STEP_SECONDS):
            self._take(sent)
        self._show(self.tally)
        return False

    # -- workers -------------------------------------------------------------------------------

    def _look_after_workers(self) -> None:
        if self._cluster.client.status != "running":
            raise ClusterError(sentences.scheduler_gone())
        for worker in self._workers.look():
            there = self.tally.worker(worker.name)
            there.host, there.is_there = worker.host, True
        addresses = self._workers.addresses
        for sent in self._orders.sent.values():
            if sent.address not in addresses and not sent.future.done():
                self._orders.drop(sent.token)
                self._lost(sent)
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
        if self._workers.unfit and not self._orders:
            raise ClusterError(sentences.none_fit())
        patient = self._cluster.settings.may_wait_for_workers
        waited = time.monotonic() - self.tally.started
        if not self.tally.workers and not patient and waited > START_SECONDS:
            raise ClusterError(sentences.none_came(START_SECONDS))

    # -- orders --------------------------------------------------------------------------------

    def _give_orders(self) -> None:
        if time.monotonic() < self._rest_until:
            return
        held = self._orders.by_address()
        for have in range(AHEAD):
            for address in self._workers.fit:
                if held[address] <= have and self._may_start():
                    self._orders.give(address)

    def _may_start(self) -> bool:
        if self._limit is None:
            return True
        return self.tally.done + self.tally.failed + len(self._orders) < self._limit

    def _take(self, sent: Sent) -> None:
        """A task has ended."""
        future = sent.future
        if future.status == "finished" and (result := sent.result()):
            self._took(result)
            return
        error = future.exception() if future.status == "error" else None
        if error is None or isinstance(error, KilledWorker | CancelledError):
            self._lost(sent)
        elif isinstance(error, ClusterError):
            if self._workers.leave_out(sent.address):
                self._say(str(error))
        else:
            self._failed(sent, error)

    def _failed(self, sent: Sent, error: BaseException) -> None:
        """Of the store or of the program; the worker has given its series back."""
        if isinstance(error, StoreError):
            self._rest(error)
            return
        self._faults += 1
        fault = place_of(error)
        if self._faults >= MOST_FAULTS:
            raise ClusterError(sentences.too_many_faults(self._faults, fault)) from error
        self._say(sentences.task_failed(self._workers.name_of(sent.address), fault))

    def _rest(self, error: StoreError) -> None:
        """The store can't be used at present."""
        self._faults += 1
        self._rest_until = time.monotonic() + STORE_PAUSE_SECONDS
        if self._faults >= MOST_FAULTS:
            raise ClusterError(str(error)) from error

    def _took(self, result: Result) -> None:
        if result.state == "nothing":
            self._rest_until = time.monotonic() + DRY_SECONDS
            self._count_at = min(self._count_at, self._rest_until)
        elif result.state in ("done", "failed"):
            self._faults = 0
            self.tally.ended(result, time.monotonic())
            if result.error:
                self._say(f"{result.item}  failed: {result.error}")

    def _lost(self, sent: Sent) -> None:
        """A worker is gone: what it held waits again at once."""
        name = self._workers.name_of(sent.address)
        if self._store.queue.give_back([sent.token]):
            self.tally.lost += 1
            self.tally.worker(name).lost += 1
            self._say(sentences.worker_lost(name))

    # -- the queue -----------------------------------------------------------------------------

    def _count(self) -> None:
        now = time.monotonic()
        if now < self._count_at:
            return
        self.tally.queue = self._store.queue.counts()
        sent = self._orders.sent
        at_work = self._store.queue.claimed(list(sent))
        took = time.monotonic() - now
        self._count_at = time.monotonic() + max(COUNT_SECONDS, COUNT_SHARE * took)
        items = {sent[token].address: item for token, item in at_work.items()}
        for worker in self._workers.there:
            self.tally.worker(worker.name).item = items.get(worker.address)
        self._cluster.wanted = self.tally.queue.get(WAITING, 0) + len(at_work)

    def _is_finished(self) -> bool:
        if self._orders or self._stay:
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
            if self._orders and client.status == "running":
                client.run(stop_run, self._run, on_error="ignore")
                self._wait_for_stopped()
            if client.status == "running":
                client.unregister_worker_plugin(plugin)
        except (OSError, TimeoutError):
            pass  # the scheduler is gone, and with it whoever could be told to stop
        finally:
            with suppress(StoreError):
                if left := list(self._orders.sent):
                    self._store.queue.give_back(left, counted=False)
                self.tally.queue = self._store.queue.counts()

    def _wait_for_stopped(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        while self._orders and time.monotonic() < until:
            for sent in self._orders.ended(STEP_SECONDS):
                if sent.future.status == "finished" and (result := sent.result()):
                    self._took(result)
