"""The report of one analysis: asked for, made, or failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.measurements import Measurement
    from core.risk import PatientRisk
    from dashboard.state.jobs import Job


@dataclass(frozen=True)
class Report:
    """A finished PDF, and the statement and the measurements it was made of: others need another
    report."""

    patient: PatientRisk
    measurements: tuple[Measurement, ...]
    content: bytes


@dataclass
class ReportWork:
    """One of them, with the patient's name or without."""

    job: Job[Report] | None = None
    made: Report | None = None
    #: Why there is none, "" unless it failed.
    error: str = ""

    def drop_if_before(self, measurements: tuple[Measurement, ...]) -> bool:
        """Forget a finished report that lacks some of these, or has others; whether it did."""
        if self.made is None or self.made.measurements == measurements:
            return False
        self.cancel()
        return True

    def cancel(self) -> None:
        """What it was to be made of is out of date."""
        if self.job is not None:
            self.job.cancel()
        self.job = self.made = None
        self.error = ""
