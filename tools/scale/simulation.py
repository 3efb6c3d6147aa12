"""A queueing network of workers, a database, a storage and the process that gives orders.

Each worker goes round: claim (database), read (storage, then its own core), analyse (its own core),
done (database), next order (driver). Every station but the workers serves so many at a time, first
come, first served, and times are drawn around what was measured. The rate of a closed network that
has found its balance is that of the whole run, however long the queue is, so some ten thousand
series stand for ten million.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from tools.scale.costs import Costs, Plant

#: Series that are simulated for each worker, and at least; the first half is left out.
ROUNDS, FEWEST = 20, 4000
#: Spread of the times of analyses and of the stations, as standard deviation over mean.
SPREAD = 0.3
SECONDS_OF_A_DAY = 86400.0


@dataclass
class Station:
    """Serves `servers` at a time; others wait in line."""

    servers: int
    busy: int = 0
    line: deque[tuple[int, float]] = field(default_factory=deque)
    #: Server seconds, and seconds that were waited, since counting began.
    worked: float = 0.0
    waited: float = 0.0
    served: int = 0


@dataclass(frozen=True)
class Simulated:
    """The balance that a plant finds."""

    costs: Costs
    plant: Plant
    #: Series a second.
    rate: float
    #: Station -> share of its time that it works, and mean seconds that a series waits for it.
    use: dict[str, float]
    wait: dict[str, float]

    def facts(self, series: int) -> dict:
        """What so many series mean."""
        costs = self.costs
        limits = self.plant.limits(costs)
        return {
            "workers": self.plant.workers,
            "rate": self.rate,
            "days": series / self.rate / SECONDS_OF_A_DAY,
            "efficiency": self.rate / limits["workers"],
            "breaks_first": min(limits, key=limits.__getitem__),
            "use": self.use,
            "wait_seconds": self.wait,
            "statements_a_second": self.rate * costs.statements,
            "read_bytes_a_second": self.rate * costs.bytes_read,
            "read_bytes": series * costs.bytes_read,
            "database_bytes": series * (costs.queue_bytes + costs.record_bytes),
            "workers_memory_bytes": self.plant.workers * costs.worker_bytes,
            "database_memory_bytes": self.plant.workers * costs.connection_bytes,
            "count_seconds": costs.count_of_a_million * series / 1e6,
            "waiting_after_a_day": max(0.0, series - self.rate * SECONDS_OF_A_DAY),
        }


def simulate(costs: Costs, plant: Plant, *, seed: int = 0) -> Simulated:
    """Let the workers go round until the rate is steady."""
    random = np.random.default_rng(seed)
    # The storage gives one series after the other its whole bandwidth: for the rate the same as
    # giving all a part of it.
    stations = {
        "database": Station(plant.database_cores),
        "storage": Station(1),
        "driver": Station(1),
    }
    steps = (
        ("database", costs.claim),
        ("storage", costs.bytes_read / plant.storage),
        (None, costs.read),
        (None, costs.analyse),
        # What a series reports meanwhile is asked of the database in one go.
        ("database", costs.done + costs.reports * costs.progress),
        ("driver", costs.driver),
    )
    total = max(FEWEST, ROUNDS * plant.workers)
    done = 0
    begun: float | None = None
    # (when, a number that tells equal times apart, worker, step that ends)
    events: list[tuple[float, int, int, int]] = []
    number = 0

    def begin(now: float, worker: int, step: int) -> None:
        nonlocal number
        name, mean = steps[step]
        seconds = _draw(random, mean)
        number += 1
        if name is None:
            heapq.heappush(events, (now + seconds, number, worker, step))
            return
        station = stations[name]
        if station.busy < station.servers:
            station.busy += 1
            station.worked += seconds
            station.served += 1
            heapq.heappush(events, (now + seconds, number, worker, step))
        else:
            station.line.append((worker, now))

    def free(now: float, step: int) -> None:
        nonlocal number
        name = steps[step][0]
        if name is None:
            return
        station = stations[name]
        if not station.line:
            station.busy -= 1
            return
        worker, since = station.line.popleft()
        # Whoever waits there waits for a step of that station: which one, it knows itself.
        next_step = waits_for[worker]
        seconds = _draw(random, steps[next_step][1])
        station.waited += now - since
        station.worked += seconds
        station.served += 1
        number += 1
        heapq.heappush(events, (now + seconds, number, worker, next_step))

    waits_for = [0] * plant.workers
    for worker in range(plant.workers):
        # Not all at the same moment: as workers come one by one.
        heapq.heappush(events, (random.uniform(0, costs.alone), worker - plant.workers, worker, -1))
    now = 0.0
    while done < total:
        now, _, worker, step = heapq.heappop(events)
        if step >= 0:
            free(now, step)
        if step == len(steps) - 1:
            done += 1
            if done == total // 2:
                begun = now
                for station in stations.values():
                    station.worked = station.waited = 0.0
                    station.served = 0
        waits_for[worker] = (step + 1) % len(steps)
        begin(now, worker, waits_for[worker])
    assert begun is not None
    seconds = now - begun
    return Simulated(
        costs,
        plant,
        rate=(total - total // 2) / seconds,
        use={name: min(1.0, one.worked / seconds / one.servers) for name, one in stations.items()},
        wait={name: one.waited / max(1, one.served) for name, one in stations.items()},
    )


def _draw(random: np.random.Generator, mean: float) -> float:
    """A time around its mean; gamma distributed, never negative."""
    if mean <= 0:
        return 0.0
    shape = 1 / SPREAD**2
    return float(random.gamma(shape, mean / shape))
