"""What a person may choose about turning a data set into the training file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.errors import UsageError
from core.preprocessing import PreprocessingConfig
from core.training.prepare import sentences
from core.training.prepare.tumour_kinds import TumourKinds

#: (width, level) in HU that grey pictures are taken to show, unless told.
USUAL_WINDOW = (400.0, 40.0)
#: The longer side of a grey picture is taken as this field of view, unless a pixel size is told.
USUAL_FIELD_MM = 384.0


@dataclass(frozen=True)
class SliceChoice:
    """Which slices of a scan are taken."""

    #: Every N-th slice with liver; None: all up to `ALL_UP_TO`, else `USUAL` spread evenly.
    every: int | None = None
    max_slices: int | None = None
    #: Slices without liver, a scan.
    liver_free: int = 4
    #: Slices with less liver than this (but some) are not taken.
    min_liver_mm2: float = 100.0


@dataclass(frozen=True)
class PrepareSettings:
    """One run of `python -m core prepare`."""

    choice: SliceChoice = field(default_factory=SliceChoice)
    kinds: TumourKinds = field(default_factory=TumourKinds)
    #: {scan: subject} by a person; scans it lacks are subjects of their own.
    subjects: dict[str, str] | None = None
    #: What of a name tells the person: the first group, or else the whole match.
    subject_pattern: re.Pattern | None = None
    seed: int = 0
    #: Only the first so many scans.
    limit: int | None = None
    #: (width, level) in HU of grey pictures; None: `USUAL_WINDOW`, with a caution.
    window: tuple[float, float] | None = None
    #: Pixel side of grey pictures in mm; None: `USUAL_FIELD_MM`, with a caution.
    picture_pixel_mm: float | None = None
    #: Whether a segmentation of the CT's shape is on its voxels whatever its header says.
    ignore_label_geometry: bool = False
    #: Whether a liver on the patient's left stays there.
    keep_sides: bool = False
    #: Whether to number the lesions for a table of kinds.
    list_lesions: bool = False
    preprocessing: PreprocessingConfig = field(default_factory=PreprocessingConfig)

    def subject_of(self, name: str) -> str | None:
        """The subject of the scan or file `name`; None where nothing tells it.

        Raises:
            UsageError: the pattern doesn't match.
        """
        if self.subjects is not None:
            return self.subjects.get(name)
        if self.subject_pattern is None:
            return None
        match = self.subject_pattern.search(name)
        if not match:
            raise UsageError(
                sentences.scans.subject_pattern_does_not_match(name, self.subject_pattern.pattern)
            )
        return match[1] if match.re.groups and match[1] is not None else match[0]
