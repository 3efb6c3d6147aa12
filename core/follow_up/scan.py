"""One scan of a patient as a follow-up sees it, whether its pixels are at hand or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from core.cautions.caution import Caution
from core.liver_box import LiverBox


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
    centroid_mm: tuple[float, float, float]
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
    """The liver of one scan voxel by voxel: what alignment by outlines needs."""

    #: (z, y, x) bool, lesions included.
    liver: np.ndarray
    #: (4, 4): (column, row, slice, 1) -> LPS mm, as `Series.affine_lps`.
    affine_lps: np.ndarray


@dataclass(frozen=True, eq=False)
class Identity:
    """Which scan, of whom, and when."""

    #: How a person is told which scan is meant: a date, a file's name, a pseudonym; never a name.
    label: str
    #: Two scans whose keys differ are of different patients; "" where the header names nobody.
    patient_key: str = field(repr=False)
    #: How that patient is called to a person: a pseudonym.
    patient_label: str
    #: The same for the same series.
    series_key: str
    #: None where the header is silent.
    study_date: date | None


@dataclass(frozen=True, eq=False)
class Scan(Identity):
    """One analysed CT series of a patient: measurements, and where the liver lies."""

    model_name: str
    weights_sha256: str
    category: str
    p_malignant: float
    liver_ml: float
    lesion_ml: float
    #: Lesions' share of the liver; None where no liver was found.
    burden_percent: float | None
    #: The largest first.
    lesions: tuple[SeenLesion, ...]
    cautions: tuple[Caution, ...] = ()
    n_slices: int | None = None
    #: Distance of the slices, mm, and their thickness where the header gives it.
    slice_mm: float | None = None
    thickness_mm: float | None = None
    liver_box: LiverBox | None = None
    #: Only where the pixels are at hand.
    outline: LiverOutline | None = field(default=None, repr=False)
    #: The store's number of the record it was made from.
    record_id: int | None = None

    def has_caution(self, code: str) -> bool:
        """Whether a caution of that code was raised on it."""
        return any(caution.code == code for caution in self.cautions)

    @property
    def thickest_mm(self) -> float | None:
        """The larger of slice thickness and distance, mm."""
        known = [mm for mm in (self.slice_mm, self.thickness_mm) if mm]
        return max(known, default=None)
