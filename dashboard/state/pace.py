"""How long some work will still take, from its reports."""

from __future__ import annotations

from collections.abc import Callable


class Pace:
    """Seconds left of one run of some work.

    They follow from the pace since the first steps were reported: before them the network is
    prepared, which says nothing about the rest.
    """

    def __init__(self, clock: Callable[[], float], expected_seconds: float | None = None) -> None:
        """
        Args:
            expected_seconds: how long it took before; said until there is a pace.
        """
        self._clock = clock
        self._expected = expected_seconds
        #: When its turn came; None before.
        self._began: float | None = None
        #: (steps, time) of the first report with a step done.
        self._first: tuple[int, float] | None = None

    def begin(self) -> None:
        self._began = self._clock()

    def report(self, done: int) -> None:
        if done and self._first is None:
            self._first = (done, self._clock())

    def seconds_left(self, done: int, total: int) -> float | None:
        """None where nobody knows: no pace, and nothing expected or longer than that."""
        if self._first is not None and done > self._first[0]:
            first_done, first_time = self._first
            return (self._clock() - first_time) / (done - first_done) * (total - done)
        if self._began is None or self._expected is None:
            return None
        left = self._expected - (self._clock() - self._began)
        return left if left > 0 else None
