"""The number of workers follows the queue: as many as there are series to do, within bounds."""

from __future__ import annotations

from collections.abc import Callable

from distributed.deploy.adaptive import Adaptive


def adaptive_to(wanted: Callable[[], int]) -> type[Adaptive]:
    """A policy for `SpecCluster.adapt`.

    Dask's own policy counts its tasks; ours are a few per worker, however long the queue is. Since
    a series in progress counts as wanted, only idle workers are ended.
    """

    class Following(Adaptive):
        async def target(self) -> int:
            return wanted()

    return Following
