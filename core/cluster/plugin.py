"""Workers that end in order, because they are preempted or their time is over, lose nothing."""

from __future__ import annotations

from distributed import Worker, WorkerPlugin

from core.cluster.task import give_back


class GiveBack(WorkerPlugin):
    """Gives the series in progress back to the queue, as if it had not been claimed, before its
    worker ends. A worker that is killed can't: its attempt counts."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.name = f"liverlens-{run}"

    async def teardown(self, worker: Worker) -> None:
        await give_back(self.run)
