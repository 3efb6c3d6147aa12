"""What the state announces, for whoever subscribed: events go up, imports go down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from core.errors import ConsentError
    from core.pipeline import Analysis
    from core.series import Series
    from dashboard.state.measured import Measured
    from dashboard.state.session import Session

Event = TypeVar("Event")


class Announcement(Generic[Event]):
    """One kind of event. Safe to use from any thread."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[Event], object], ...] = ()

    def subscribe(self, listener: Callable[[Event], object]) -> None:
        """Call `listener` at each event from now on, after those before it; twice is once."""
        if listener not in self._listeners:
            self._listeners = (*self._listeners, listener)

    def announce(self, event: Event) -> None:
        """Tell the listeners, in this thread. What one of them raises reaches the caller."""
        for listener in self._listeners:
            listener(event)


@dataclass(frozen=True)
class SeriesOpened:
    """The pixels of a series were read."""

    session: Session
    series: Series


@dataclass(frozen=True)
class AnalysisFinished:
    """An analysis has ended well."""

    analysis: Analysis
    #: Who began it, as in the audit trail.
    who: str
    #: None where it has gone by now, or there never was one.
    session: Session | None
    #: Who takes it into the worklist: "try": the listener, which tries again later where it can't;
    #: "now": the listener, whose failure is that of the work; "not": whoever announces it.
    keep: Literal["try", "now", "not"] = "try"


@dataclass(frozen=True)
class Refused:
    """The operator's list of studies forbade work that had begun."""

    error: ConsentError
    #: Who began it, as in the audit trail.
    who: str


@dataclass(frozen=True)
class MeasurementsChanged:
    """A reader has measured in a series, or changed or removed a measurement."""

    measured: Measured


series_opened: Announcement[SeriesOpened] = Announcement()
analysis_finished: Announcement[AnalysisFinished] = Announcement()
refused: Announcement[Refused] = Announcement()
measurements_changed: Announcement[MeasurementsChanged] = Announcement()
