"""A file that is made of one analysis, such as the report: asked for, made, or failed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.laboratory import Shown
    from core.measurements import Measurement
    from core.risk import PatientRisk
    from dashboard.state.jobs import Job

#: A PDF without a name, one with it, a zip of DICOM objects, a FHIR Bundle.
Form = Literal["pdf", "named", "dicom", "bundle"]
FORMS: tuple[Form, ...] = ("pdf", "named", "dicom", "bundle")


@dataclass(frozen=True)
class Report:
    """A finished file, and what it was made of: other statements, measurements, outlines or
    laboratory values need another one."""

    patient: PatientRisk
    measurements: tuple[Measurement, ...]
    content: bytes
    #: `dashboard.state.edited.Edited.revision`.
    outlines: int
    #: None in DICOM objects, which hold none.
    laboratory: Shown | None = None


@dataclass
class ReportWork:
    """One of them, in one form."""

    form: Form = "pdf"
    job: Job[Report] | None = None
    made: Report | None = None
    #: Which click the browser's download answers; "" before the first.
    asked: str = ""

    def begin(self, job: Job[Report]) -> None:
        """It was asked for; `job` makes it."""
        self.cancel()
        self.job, self.asked = job, secrets.token_hex(8)

    def collect(self) -> str:
        """Keep the file of a job that has ended; returns the sentence that says why there is none,
        "" where there is one or nothing has ended."""
        if self.job is None or not self.job.finished:
            return ""
        job, self.job = self.job, None
        self.made = job.result
        if self.made is None:
            self.asked = ""
        return job.error

    def drop_if_before(self, measurements: tuple[Measurement, ...], outlines: int) -> bool:
        """Forget a finished report that was made of others; whether it did."""
        if self.made is None or (self.made.measurements, self.made.outlines) == (
            measurements,
            outlines,
        ):
            return False
        self.cancel()
        return True

    def cancel(self) -> None:
        """What it was to be made of is out of date."""
        if self.job is not None:
            self.job.cancel()
        self.job = self.made = None
        self.asked = ""
