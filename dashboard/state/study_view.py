"""What a person sees on the Readers page: which study, what was compared, and what is being."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.state.jobs import Job


@dataclass(eq=False)
class StudyView:
    """Mutable and kept in the session."""

    #: `core.worklist.Study.id`; "" before the first was picked.
    study: str = ""
    #: Whether the form for a new study is open.
    is_making: bool = False
    #: Digest of the series that was picked in the table.
    series: str = ""
    #: How the consensus is made.
    method: str = "majority"
    #: Of the last clicks in the tables, so that each is taken once.
    heard_series: int | None = None
    heard_place: int | None = None
    #: What the readers' agreement was made of, and the agreement with the consensus.
    compared_from: object = None
    compared: Any = None
    job: Job[Any] | None = None

    def pick(self, study: str) -> None:
        """Show another study."""
        if study != self.study:
            self.study, self.series = study, ""
            self.is_making = False
            self.forget()

    def forget(self) -> None:
        """What was compared is out of date."""
        if self.job is not None:
            self.job.cancel()
        self.compared_from = self.compared = self.job = None
