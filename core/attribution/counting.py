"""Counts the slices that go through a network, over several computations in a row."""

from __future__ import annotations

from core.attribution.method import Progress


class Count:
    """Reports (done, total) of all parts together; never more than the total, and never less than
    before."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._report = progress or (lambda done, total: None)
        self._total = total
        self._done = 0
        self._report(0, total)

    def add(self, slices: int) -> None:
        """So many more are expected."""
        self._total += slices
        self._report(self._done, self._total)

    def part(self) -> Progress:
        """What the next computation reports its own (done, total) to."""
        before = self._done

        def report(done: int, _of: int) -> None:
            self._set(before + done)

        return report

    def end(self) -> None:
        """All is done, whether or not it took as many as were expected."""
        self._set(self._total)

    def _set(self, done: int) -> None:
        self._done = max(self._done, min(done, self._total))
        self._report(self._done, self._total)
