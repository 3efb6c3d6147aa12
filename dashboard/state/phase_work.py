"""Comparing an analysed series with the other phases of its study: being done, or done."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.state.jobs import Job


class PhaseWork:
    """One comparison at a time: another one cancels the one before it."""

    def __init__(self) -> None:
        self._asked: Hashable = None
        self._job: Job[Any] | None = None

    def of(self, asked: Hashable, begin: Callable[[], Job[Any]]) -> Job[Any]:
        """The job that answers `asked`: the one that is there, or what `begin()` returns."""
        if self._job is None or self._asked != asked:
            self.forget()
            self._asked, self._job = asked, begin()
        return self._job

    def forget(self) -> None:
        """Nobody wants it any more."""
        if self._job is not None:
            self._job.cancel()
        self._asked = self._job = None
