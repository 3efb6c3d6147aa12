"""What the headers show: series that can be opened, and files that were set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from core.dicom import sentences
from core.dicom.frames import Frame
from core.dicom.hounsfield import is_integral
from core.dicom.items import Item
from core.dicom.raw_volume import COPIES
from core.dicom.sentences.words import first_of
from core.sentence import Sentence
from core.series import SeriesTags


@dataclass(frozen=True)
class Exclusion:
    """Files, or slices, left out for one reason."""

    #: Base name of the first of them.
    name: str
    #: A phrase: "localizer (scout view)", "not DICOM", "PET image, not CT or MR".
    reason: Sentence
    count: int = 1

    @property
    def sentence(self) -> Sentence:
        """For a person: "IM003 and 2 more set aside: PET image, not CT or MR." """
        return sentences.files.set_aside(self.reason, self.names)

    @property
    def names(self) -> str:
        """ "IM003" or "IM003 and 2 more"."""
        return first_of(self.name, self.count)


@dataclass(frozen=True, eq=False)
class SeriesCandidate:
    """A series whose headers have been read, but not its pixels."""

    #: The Series Instance UID; with "-2", "-3"... if one UID covers several series, and made up if
    #: it is blank.
    uid: str
    tags: SeriesTags = field(repr=False)
    n_slices: int
    #: (rows, columns)
    shape: tuple[int, int]
    #: (z, y, x); z is the median distance between neighbouring slice planes.
    spacing_mm: tuple[float, float, float]
    #: For a person.
    warnings: tuple[Sentence, ...] = ()
    #: What is needed to read the pixels: the ordered slices, or the NIfTI file.
    _frames: tuple[Frame, ...] = field(default=(), repr=False)
    _nifti: Item | None = field(default=None, repr=False)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Base name of the file of each slice, most inferior first; () for a NIfTI."""
        return tuple(frame.item.name for frame in self._frames)

    @property
    def voxel_type(self) -> np.dtype:
        """Of the volume: int16 where all values fit it exactly; float32 for a NIfTI, whose values
        are not known before they are read."""
        whole = self._nifti is None and all(map(is_integral, self._frames))
        return np.dtype(np.int16 if whole else np.float32)

    @property
    def reading_bytes(self) -> int:
        """What reading it takes in memory, at most: a file that holds a whole volume is there
        unpacked as well."""
        return self.volume_bytes * (1 if self._nifti is None else COPIES)

    @property
    def volume_bytes(self) -> int:
        """What its volume takes in memory, at most."""
        rows, columns = self.shape
        return self.n_slices * rows * columns * self.voxel_type.itemsize


@dataclass(frozen=True)
class Discovery:
    """Everything that was found; at least one candidate, or `discover` would have raised."""

    candidates: tuple[SeriesCandidate, ...]
    exclusions: tuple[Exclusion, ...] = ()
    #: SEG, RTSTRUCT and structured reports, which are among the exclusions too.
    results: tuple[Item, ...] = field(default=(), repr=False)
    _besides_results: tuple[Exclusion, ...] | None = field(default=None, repr=False)

    @property
    def besides_results(self) -> tuple[Exclusion, ...]:
        """The exclusions without those of results."""
        return self.exclusions if self._besides_results is None else self._besides_results


def merged(exclusions: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
    """One exclusion per reason, in order of appearance, named after its first file."""
    by_reason: dict[str, Exclusion] = {}
    for new in exclusions:
        old = by_reason.get(new.reason)
        by_reason[new.reason] = replace(old, count=old.count + new.count) if old else new
    return tuple(by_reason.values())
