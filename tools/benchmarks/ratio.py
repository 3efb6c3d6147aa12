"""Several ways of doing one thing, timed in turn in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A figure measured several times."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values))

    def __format__(self, spec: str) -> str:
        """Median (lowest to highest), each by `spec`."""
        low, high = format(self.lowest, spec), format(self.highest, spec)
        return f"{self.median:{spec}} ({low} to {high})"


@dataclass(frozen=True)
class Race:
    """Wall seconds of each way, and how many times as long as the first each other one took.

    The ratios are taken round by round, so that a machine that slows down for a while slows both
    sides of each.
    """

    seconds: dict[str, Spread]
    ratios: dict[str, Spread]


def race(ways: Mapping[str, Callable[[], object]], rounds: int = 5, warm_up: int = 1) -> Race:
    """Run all ways in turn, `rounds` times, after `warm_up` turns that do not count.

    Every other round goes backwards, so that none always follows the same one.
    """
    names = list(ways)
    for _ in range(warm_up):
        for name in names:
            ways[name]()
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            taken[name].append(seconds_of(ways[name]))
    first = taken[names[0]]
    return Race(
        {name: Spread.of(values) for name, values in taken.items()},
        {
            name: Spread.of([t / o for t, o in zip(taken[name], first, strict=True)])
            for name in names[1:]
        },
    )


def seconds_of(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
