"""A place on the shelf: what is known of its series, whether the pixels are in memory or not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.series import Series, SeriesTags
from dashboard.state.edited import Edited
from dashboard.state.hold import Hold
from dashboard.state.laboratory_work import LaboratoryWork
from dashboard.state.measured import Measured
from dashboard.state.origin import Origin
from dashboard.state.slice_position import SlicePosition

if TYPE_CHECKING:
    from core.dicom import SeriesCandidate
    from core.dicom.items import Item
    from dashboard.state.jobs import Job


@dataclass(frozen=True)
class Facts:
    """What the headers say of a series."""

    tags: SeriesTags
    n_slices: int
    #: (rows, columns).
    shape: tuple[int, int]
    #: (z, y, x).
    spacing_mm: tuple[float, float, float]
    warnings: tuple[str, ...]
    #: `core.series.Series.uid`.
    uid: str

    @classmethod
    def of_candidate(cls, candidate: SeriesCandidate) -> Facts:
        return cls(
            tags=candidate.tags,
            n_slices=candidate.n_slices,
            shape=candidate.shape,
            spacing_mm=candidate.spacing_mm,
            warnings=tuple(candidate.warnings),
            uid=candidate.uid,
        )

    @classmethod
    def of_series(cls, series: Series) -> Facts:
        rows, columns = series.volume.shape[1:]
        return cls(
            tags=series.tags,
            n_slices=series.n_slices,
            shape=(rows, columns),
            spacing_mm=series.spacing_mm,
            warnings=tuple(series.warnings),
            uid=series.uid,
        )


@dataclass(eq=False)
class Place:
    """One place on the shelf, whether its series is listed or open; it stays when the pixels of
    the series come and go."""

    key: str
    origin: Origin
    facts: Facts
    #: What `core.dicom.read_series` needs; None once an upload was read, so that its bytes go.
    candidate: SeriesCandidate | None
    position: SlicePosition
    #: Names it in the address bar; says nothing of it, and opens nothing for anybody else.
    link: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    #: PNG data URI of the small picture on the card, "" until it was made.
    thumbnail: str = ""
    #: What was measured in it; None before its pixels were read. Shared by all copies, and kept
    #: when the pixels go.
    measured: Measured | None = None
    #: Its outlines as a reader corrected them; as `measured`.
    edited: Edited | None = None
    #: The phase of contrast that the person said it shows (`core.vocabulary.contrast`); "" before.
    phase_said: str = ""
    #: Laboratory values beside it: in memory only, shared by all copies.
    laboratory: LaboratoryWork = field(default_factory=LaboratoryWork)
    #: The server's memory that is held for the files of an upload, until its pixels are read.
    hold: Hold | None = None
    #: Files with results of other systems about it, until its pixels are read.
    results_waiting: list[Item] = field(default_factory=list)
    #: Weights SHA-256 -> the analysis of an upload for the worklist alone.
    to_worklist: dict[str, Job[None]] = field(default_factory=dict)

    def copy(self) -> Place:
        """The same place for another session, with the same measurements and outlines; work under
        way stays with this one."""
        return replace(self, position=replace(self.position), results_waiting=[], to_worklist={})


class OnShelf:
    """What a listed and an open series have in common."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def key(self) -> str:
        return self.place.key

    @property
    def origin(self) -> Origin:
        return self.place.origin

    @property
    def position(self) -> SlicePosition:
        return self.place.position

    @property
    def tags(self) -> SeriesTags:
        return self.place.facts.tags

    @property
    def n_slices(self) -> int:
        return self.place.facts.n_slices

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.place.facts.shape

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """(z, y, x)."""
        return self.place.facts.spacing_mm

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.place.facts.warnings

    @property
    def uid(self) -> str:
        """`core.series.Series.uid`."""
        return self.place.facts.uid

    def close(self) -> None:
        """Cancel all work on it and free what is kept of it."""
        for job in self.place.to_worklist.values():
            job.cancel()
        self.place.to_worklist.clear()
        self.place.laboratory.cancel()
