"""What a look at the headers finds: series that can be opened, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.dicom.frames import Frame
from core.dicom.items import Item
from core.series import SeriesTags


@dataclass(frozen=True)
class Exclusion:
    """Files, or slices, left out for one reason."""

    #: Base name of the first of them.
    name: str
    #: A phrase: "localizer (scout view)", "not DICOM", "MR image, not CT".
    reason: str
    count: int = 1

    @property
    def sentence(self) -> str:
        """For a person: "IM003 and 2 more set aside: MR image, not CT." """
        return f"{self.names} set aside: {self.reason}."

    @property
    def names(self) -> str:
        """ "IM003" or "IM003 and 2 more"."""
        return self.name if self.count == 1 else f"{self.name} and {self.count - 1} more"


@dataclass(frozen=True, eq=False)
class SeriesCandidate:
    """A CT series whose headers were read and whose pixels were not."""

    #: The Series Instance UID; with "-2", "-3"... where one UID covers several series, and made
    #: up where it is blank.
    uid: str
    tags: SeriesTags = field(repr=False)
    n_slices: int
    #: (rows, columns)
    shape: tuple[int, int]
    #: (z, y, x); z is the median distance between neighbouring slice planes.
    spacing_mm: tuple[float, float, float]
    #: One sentence each, for a person.
    warnings: tuple[str, ...] = ()
    #: What reading the pixels needs: ordered slices, or the one NIfTI file.
    _frames: tuple[Frame, ...] = field(default=(), repr=False)
    _nifti: Item | None = field(default=None, repr=False)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Base name of the file of each slice, the most inferior first; () for a NIfTI."""
        return tuple(frame.item.name for frame in self._frames)


@dataclass(frozen=True)
class Discovery:
    """All that was found; at least one candidate, or `discover` would have raised."""

    candidates: tuple[SeriesCandidate, ...]
    exclusions: tuple[Exclusion, ...] = ()


def merged(exclusions: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
    """One line for each reason, in the order in which they were met, named after the first."""
    lines: dict[str, Exclusion] = {}
    for new in exclusions:
        old = lines.get(new.reason)
        lines[new.reason] = Exclusion(old.name, old.reason, old.count + new.count) if old else new
    return tuple(lines.values())
