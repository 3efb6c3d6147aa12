"""The run itself: push, analyse, kill, go on, and count."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.pacs.instance import read_instance
from core.receive.ours import SUFFIX
from core.worklist import Outcome, Store, analyse_by_model, work
from tools.receive_load.pushed import Pushed
from tools.receive_load.receiver import TOKEN, ReceiverProcess
from tools.receive_load.sender import Ledger, Sender

_STEP_SECONDS = 0.05
#: How long all may take together.
MOST_SECONDS = 3 * 3600.0


def run(
    pushed: Pushed,
    folder: Path,
    *,
    senders: int = 4,
    analysed: int = 2,
    kill_after: float = 0.4,
    environment: dict[str, str] | None = None,
    most_seconds: float = MOST_SECONDS,
) -> dict[str, Any]:
    """Push all of it into a receiver; what happened, as plain data.

    Every fourth sender speaks STOW, the others C-STORE.

    Args:
        folder: an empty one, for the inbox and the worklist.
        analysed: so many series are analysed meanwhile, in this process.
        kill_after: share of the files after which the receiver is killed and started again.
        environment: of the receiver, beside that of this process.

    Raises:
        TimeoutError: it took longer than `most_seconds`.
    """
    until = time.monotonic() + most_seconds
    ports = free_port(), free_port()
    store_file = folder / "worklist.sqlite3"
    own = {"LIVERLENS_STORE": str(store_file)} | (environment or {})
    receiver = ReceiverProcess(folder, *ports, own)
    store = Store.open(store_file)
    ledger, began = Ledger(), time.monotonic()
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for series in range(pushed.n_series):
        todo.put(series)
    threads = [
        threading.Thread(
            target=Sender(pushed, todo, ledger, ports[0], ports[1] if n % 4 == 3 else 0, TOKEN).run,
            daemon=True,
        )
        for n in range(senders)
    ]
    worker = _Worker(store, analysed)
    try:
        for thread in [*threads, worker]:
            thread.start()
        _wait(lambda: len(ledger.so_far()) >= kill_after * pushed.n_files, until)
        peak_before = receiver.peak_bytes()
        receiver.kill()
        # What is acknowledged from here on is acknowledged by the next one.
        before = ledger.so_far()
        lost_by_kill = [one for one in before if not pushed.is_kept(receiver.inbox, *one)]
        n_halves = len(list(receiver.inbox.rglob("*.part")))
        receiver = ReceiverProcess(folder, *ports, own)
        _wait(lambda: not any(thread.is_alive() for thread in threads), until)
        pushing_seconds = time.monotonic() - began
        _wait(lambda: _n_whole(store, pushed) == pushed.n_series, until)
        _wait(lambda: not worker.is_alive(), until)
        peak_after = receiver.peak_bytes()
        status = receiver.stop()
    finally:
        ledger.over.set()
        worker.over.set()
        receiver.kill()
    return {
        "series": pushed.n_series,
        "files": pushed.n_files,
        "senders": senders,
        "attempts": ledger.n_sent,
        "acknowledged": len(ledger.acknowledged),
        "acknowledged_before_the_kill": len(before),
        "lost_by_the_kill": len(lost_by_kill),
        "halves_left_by_the_kill": n_halves,
        **_on_disk(pushed, receiver.inbox, ledger.acknowledged),
        "queued": len(store.queue.items()),
        "queued_whole": _n_whole(store, pushed),
        "doubled_in_the_queue": _doubled([one.series_digest for one in store.queue.items()]),
        "analysed": worker.n_analysed(),
        "analysed_while_pushing": worker.n_analysed(before=began + pushing_seconds),
        "peak_mb": [round(peak_before / 1e6, 1), round(peak_after / 1e6, 1)],
        "pushing_seconds": round(pushing_seconds, 1),
        "exit_status": status,
    }


class _Worker(threading.Thread):
    """Analyses the first `n` series that are queued."""

    def __init__(self, store: Store, n: int) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self._store, self._n = store, n
        #: When each ended, and how.
        self._outcomes: list[tuple[float, Outcome]] = []

    def run(self) -> None:
        while len(self._outcomes) < self._n and not self.over.wait(_STEP_SECONDS):
            left = self._n - len(self._outcomes)
            for outcome in work(self._store, analyse_by_model(), limit=left):
                self._outcomes.append((time.monotonic(), outcome))

    def n_analysed(self, before: float = float("inf")) -> int:
        """So many ended with a record."""
        return sum(one.record is not None for at, one in self._outcomes if at <= before)


def _n_whole(store: Store, pushed: Pushed) -> int:
    return sum(one.n_slices == len(pushed.slices) for one in store.queue.items())


def _wait(condition: Callable[[], bool], until: float) -> None:
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("it did not come about in time")
        time.sleep(_STEP_SECONDS)


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _on_disk(pushed: Pushed, inbox: Path, acknowledged: set[tuple[int, int]]) -> dict[str, int]:
    """Every file is read: what it says that it is counts, not its name."""
    paths = list(inbox.rglob(f"*{SUFFIX}"))
    found = [read_instance(path) for path in paths]
    return {
        "on_disk": len(paths),
        "unreadable": found.count(None),
        "doubled_on_disk": _doubled([one.sop_instance_uid for one in found if one is not None]),
        "lost": sum(not pushed.is_kept(inbox, *one) for one in acknowledged),
        "halves": len(list(inbox.rglob("*.part"))),
    }


def _doubled(found: list[Any]) -> int:
    return sum(n - 1 for n in Counter(found).values())
