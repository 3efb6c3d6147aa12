"""One scan of a patient as a follow-up uses it, with or without its pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from core.cautions.caution import Caution
from core.liver_box import LiverBox, Point
from core.modality import CT
from core.vocabulary.patient import is_outside


@dataclass(frozen=True)
class SeenLesion:
    """A lesion on one scan; fields as in `core.lesions.Lesion`."""

    id: int
    #: "benign" or "malignant": what it looks like.
    label: str
    volume_ml: float
    #: Longest diameter on an axial slice.
    diameter_mm: float
    #: Centre of mass in that scan's frame, LPS mm.
    centroid_mm: Point
    short_axis_mm: float | None = None
    slice_first: int | None = None
    slice_last: int | None = None
    #: The slice on which the diameter was measured.
    slice_largest: int | None = None
    p_malignant: float | None = None
    #: Cut by the edge of the volume: every size is a lower bound.
    touches_edge: bool = False

    @property
    def radius_mm(self) -> float:
        return self.diameter_mm / 2


@dataclass(frozen=True, eq=False)
class LiverOutline:
    """The liver of one scan, voxel by voxel, for the alignment by outlines."""

    #: (z, y, x) bool, lesions included.
    liver: np.ndarray
    #: (4, 4): (column, row, slice, 1) -> LPS mm, as `Series.affine_lps`.
    affine_lps: np.ndarray


@dataclass(frozen=True, eq=False)
class Identity:
    """Which scan, of which patient, and when."""

    #: What people see: a date, a file name or a pseudonym; never the patient's name.
    label: str
    #: Scans with different keys are of different patients; "" where the header identifies nobody.
    patient_key: str = field(repr=False)
    #: What people see for the patient: a pseudonym.
    patient_label: str
    #: Equal for the same series.
    series_key: str
    #: None where the header has none.
    study_date: date | None


@dataclass(frozen=True, eq=False)
class Scan(Identity):
    """One analysed series of a patient: its measurements and the position of the liver."""

    model_name: str
    weights_sha256: str
    category: str
    p_malignant: float
    liver_ml: float
    lesion_ml: float
    #: Share of the liver that is lesion; None where no liver was found.
    burden_percent: float | None
    #: The largest first.
    lesions: tuple[SeenLesion, ...]
    cautions: tuple[Caution, ...] = ()
    #: Why it is not assessable, as `PatientRisk.reasons`.
    reasons: tuple[str, ...] = ()
    nothing_found_in_part: bool = False
    #: Whether a reader corrected the outlines.
    is_corrected: bool = False
    #: What it was made by, of `core.modality.MODALITIES`.
    modality: str = CT
    n_slices: int | None = None
    #: Distance between slices, mm, and their thickness where the header gives it.
    slice_mm: float | None = None
    thickness_mm: float | None = None
    liver_box: LiverBox | None = None
    #: Only where the pixels are available.
    outline: LiverOutline | None = field(default=None, repr=False)
    #: Number of the worklist record that the scan was made from.
    record_id: int | None = None

    def has_caution(self, code: str) -> bool:
        """Whether a caution of that code was raised on it."""
        return any(caution.code == code for caution in self.cautions)

    @property
    def is_outside(self) -> bool:
        """Whether it is not assessable: its lesions count in no sum."""
        return is_outside(self.category)

    @property
    def thickest_mm(self) -> float | None:
        """The larger of slice thickness and distance, mm."""
        known = [mm for mm in (self.slice_mm, self.thickness_mm) if mm]
        return max(known, default=None)
