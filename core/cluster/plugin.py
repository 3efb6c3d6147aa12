"""Workers that end in order, because they are preempted or their time is over, lose nothing."""

from __future__ import annotations

import signal
import threading

from distributed import Worker, WorkerPlugin

from core.cluster.task import give_back


class GiveBack(WorkerPlugin):
    """Gives the series in progress back to the queue, as if it had not been claimed, before its
    worker ends. A worker that is killed can't: its attempt counts."""

    #: Registered a second time it would be taken down first, and stop the run.
    idempotent = True

    def __init__(self, run: str) -> None:
        self.run = run
        self.name = f"liverlens-{run}"

    def setup(self, worker: Worker) -> None:
        # Ctrl+C in a terminal reaches all its processes: only the command is to act on it.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def teardown(self, worker: Worker) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.default_int_handler)
        await give_back(self.run)
