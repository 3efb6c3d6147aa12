"""Results on their way to another system: being made, then being stored there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading

    from dashboard.state.jobs import Job, Progress


@dataclass(frozen=True)
class Sent:
    """How it ended."""

    #: For a person.
    said: str
    #: Whether the other system has everything now.
    is_whole: bool = True


class Parcel(Protocol):
    """What was made, and knows where it goes."""

    def send(self, progress: Progress, cancel: threading.Event) -> Sent:
        """Store it there. Raises Cancelled, or what the other system makes of it."""


@dataclass
class SendWork:
    """Of one analysis; one at a time."""

    #: What the other system is called.
    to: str = ""
    making: Job[Parcel] | None = None
    storing: Job[Sent] | None = None

    @property
    def job(self) -> Job[Parcel] | Job[Sent] | None:
        """What is under way, or has ended and was not taken in."""
        return self.storing or self.making

    def begin(self, to: str, making: Job[Parcel]) -> None:
        self.to, self.making, self.storing = to, making, None

    def made(self) -> Parcel | None:
        """What is ready to be stored; None where nothing is, or it is under way already."""
        if self.storing is not None or self.making is None or not self.making.finished:
            return None
        return self.making.result

    def ended(self) -> Job[Parcel] | Job[Sent] | None:
        """The job with which all has ended, once: it was stored, or a step failed or was
        cancelled."""
        job = self.job
        if job is None or not job.finished or self.made() is not None:
            return None
        self.making = self.storing = None
        return job

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        for job in (self.making, self.storing):
            if job is not None:
                job.cancel()
        self.making = self.storing = None
