"""What one session has asked of the archives, found there, and is bringing from there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from core.dicom import MemoryFile
    from core.pacs import Choice, FoundStudies, Query
    from dashboard.state.hold import Hold
    from dashboard.state.jobs import Job
    from dashboard.state.session import Session


@dataclass(frozen=True)
class Came:
    """What a transfer ends with."""

    #: To be opened in this session; () for one that went into the queue.
    files: tuple[MemoryFile, ...] = ()
    #: What is said of it.
    said: str = ""
    #: The server's memory that is held for the files.
    hold: Hold | None = None


@dataclass(eq=False)
class Transfer:
    """One series on its way."""

    number: int
    #: The series as the archive describes it; no name of a person.
    title: str
    job: Job[Came]
    #: Its result was taken in.
    is_settled: bool = False


@dataclass(eq=False)
class ArchiveView:
    """The PACS page of one session."""

    site: str = ""
    search: Job[FoundStudies] | None = None
    found: FoundStudies | None = None
    #: UIDs of the studies that were ticked.
    studies: tuple[str, ...] = ()
    listing: Job[dict[str, tuple[Choice, ...]]] | None = None
    #: Study UID -> its series, the best suited first.
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    #: UIDs of the series that are ticked; None for those that the rules suggest.
    series: tuple[str, ...] | None = None
    transfers: list[Transfer] = field(default_factory=list)
    #: What a link asked for, until the page has begun with it.
    asked: Query | None = None
    error: str = ""
    n_begun: int = 0

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return any(job is not None for job in (self.search, self.listing)) or any(
            not one.is_settled for one in self.transfers
        )

    def begin_search(self, site: str, job: Job[Any]) -> None:
        """Another question: what was found before goes."""
        self.site, self.search, self.error = site, job, ""
        self.found, self.listing, self.studies, self.choices = None, None, (), {}
        self.series = None

    def add(self, title: str, job: Job[Came]) -> Transfer:
        self.n_begun += 1
        self.transfers.append(Transfer(self.n_begun, title, job))
        return self.transfers[-1]

    def suggested(self) -> tuple[str, ...]:
        """The best suited series of each ticked study."""
        best = (self.choices[uid][0] for uid in self.studies if self.choices.get(uid))
        return tuple(one.series.series_uid for one in best if one.is_suited)

    def ticked(self) -> tuple[Choice, ...]:
        """The series that the person, or else the rules, chose."""
        uids = self.suggested() if self.series is None else self.series
        every = [one for uid in self.studies for one in self.choices.get(uid, ())]
        return tuple(one for one in every if one.series.series_uid in uids)

    def collect(self) -> bool:
        """Take in the search and the listing that ended; True if there was one."""
        ended = False
        if self.search is not None and self.search.finished:
            job, self.search, ended = self.search, None, True
            self.found, self.error = job.result, job.error
        if self.listing is not None and self.listing.finished:
            listing, self.listing, ended = self.listing, None, True
            self.choices.update(listing.result or {})
            self.error = listing.error
        return ended


_VIEWS: WeakKeyDictionary[Session, ArchiveView] = WeakKeyDictionary()


def view_of(session: Session) -> ArchiveView:
    """The one of that session."""
    return _VIEWS.setdefault(session, ArchiveView())
