"""The tasks that were sent to workers and have not come back."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from distributed import CancelledError, Client, Future

from core.cluster.task import MakeAnalyse, Order, Result, work_on_one

#: To fetch the result of a task from its worker: a few hundred bytes.
FETCH_SECONDS = 5.0


@dataclass(frozen=True)
class Sent:
    """One task: its claim, and the worker that it was sent to."""

    token: str
    address: str
    future: Future

    def result(self) -> Result | None:
        """Of a finished task; None where its worker ended before it could be fetched. Dask would
        wait for ever, for that worker to do it again."""
        try:
            return self.future.result(timeout=FETCH_SECONDS)
        except (TimeoutError, OSError, CancelledError):
            return None


class Orders:
    """Sends tasks to workers by address, and gets them back as they end."""

    def __init__(self, client: Client, common: dict, make_analyse: MakeAnalyse) -> None:
        """`common` are the fields of `Order` that all have."""
        self._client, self._common, self._make_analyse = client, common, make_analyse
        self._sent: dict[str, Sent] = {}
        self._ended: SimpleQueue[str] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._sent)

    @property
    def sent(self) -> dict[str, Sent]:
        """Claim -> its task."""
        return dict(self._sent)

    def by_address(self) -> Counter[str]:
        """Worker -> how many tasks it has."""
        return Counter(one.address for one in self._sent.values())

    def give(self, address: str) -> None:
        """Send the worker one task more: it runs there or nowhere, and once or not at all."""
        token = secrets.token_hex(16)
        future = self._client.submit(
            work_on_one,
            Order(token=token, **self._common),
            self._make_analyse,
            key=f"series-{token}",
            workers=[address],
            allow_other_workers=False,
            pure=False,
            retries=0,
        )
        self._sent[token] = Sent(token, address, future)
        future.add_done_callback(lambda _: self._ended.put(token))

    def ended(self, seconds: float) -> Iterator[Sent]:
        """Wait so long for one that ends, then yield all that have; they are no longer sent."""
        try:
            token = self._ended.get(timeout=seconds)
            while True:
                if token in self._sent:
                    yield self._sent.pop(token)
                token = self._ended.get_nowait()
        except Empty:
            return

    def drop(self, token: str) -> None:
        """That one will not come back."""
        self._sent.pop(token).future.release()
