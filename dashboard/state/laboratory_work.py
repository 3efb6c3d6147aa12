"""Laboratory values beside one series: being fetched, or there. They never go to a disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.laboratory import Shown

if TYPE_CHECKING:
    from core.laboratory import Laboratory
    from dashboard.state.jobs import Job


@dataclass(eq=False)
class LaboratoryWork:
    """Of one series."""

    job: Job[Laboratory] | None = None
    #: The values, with what the person told beside them; None before any were loaded.
    shown: Shown | None = None

    def take(self, laboratory: Laboratory) -> None:
        """Show these. What the person told of the values before goes with them."""
        self.shown = Shown(laboratory)

    def collect(self) -> str:
        """Take in what was fetched; returns the sentence that says why there is nothing, ""
        otherwise. What was loaded before stays then."""
        if self.job is None or not self.job.finished:
            return ""
        job, self.job = self.job, None
        if job.result is not None:
            self.take(job.result)
        return job.error

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        if self.job is not None:
            self.job.cancel()
        self.job = None
