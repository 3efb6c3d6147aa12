"""What is kept of one analysis, and what the store knows of one patient."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime

from core.cautions.caution import SEVERITIES, Caution
from core.errors import UsageError
from core.labels import INDETERMINATE, NOT_ASSESSABLE, SLICE_CLASSES
from core.liver_box import LiverBox
from core.measurements import Measurement
from core.modality import CT, unit_of
from core.worklist import sentences

#: Whether a person has looked at it.
NEW, REVIEWED = "new", "reviewed"
RECORD_STATUSES = (NEW, REVIEWED)
CATEGORIES = (*SLICE_CLASSES, INDETERMINATE, NOT_ASSESSABLE)


@dataclass(frozen=True)
class Record:
    """One model's findings in one series: measurements and scores, no name and no pixel.

    The store holds one record for each pair of `series_digest` and `weights_sha256`.
    """

    #: 16 hexadecimal digits that stand for the patient (`PatientKey.pseudonym`).
    pseudonym: str
    #: None where the header is silent.
    study_date: date | None
    #: 64 hexadecimal digits that stand for the series (`PatientKey.series_digest`).
    series_digest: str
    n_slices: int
    model_name: str
    backbone: str
    weights_sha256: str
    #: "normal", "benign", "malignant", "indeterminate" or "not_assessable".
    category: str
    p_normal: float
    p_benign: float
    p_malignant: float
    #: mL, lesions included.
    liver_ml: float
    lesion_ml: float
    #: Lesions' share of the liver; None where no liver was found.
    burden_percent: float | None
    #: Class -> (low, high) of its probability; None where no interval was computed.
    interval: dict[str, tuple[float, float]] | None = None
    #: How slices became a patient: the rule's name and in words.
    rule: str = ""
    method: str = ""
    calibrated: bool = False
    needs_review: bool = False
    review_reason: str = ""
    #: Why the series is not assessable, as `PatientRisk.reasons`; none in older records.
    reasons: tuple[str, ...] = ()
    #: As `PatientRisk.nothing_found_in_part`.
    nothing_found_in_part: bool = False
    #: Those of the analysis, and what was odd when the series was read; the most severe first.
    cautions: tuple[Caution, ...] = ()
    #: One dict of plain values per lesion, the largest first, with the keys of
    #: `core.vocabulary.signal.lesion_quantities`; records of older versions lack some.
    lesions: tuple[dict, ...] = ()
    #: What the model said before a reader corrected the outlines (`correction.own_values`); None
    #: where the outlines are the model's own.
    own: dict | None = None
    #: What readers measured in the series, in whichever model's record; `Store.change_measured`
    #: alone writes them.
    measurements: tuple[Measurement, ...] = ()
    #: Where the liver lies; None without liver, and in records of older versions.
    liver_box: LiverBox | None = None
    #: Distance of the slices, and their thickness where the header gives one, mm; None in records
    #: of older versions.
    slice_mm: float | None = None
    thickness_mm: float | None = None
    #: What the series was made by, of `core.modality.MODALITIES`, and the plane of its slices, of
    #: `core.series.PLANES`.
    modality: str = CT
    plane: str = "axial"
    #: Wall seconds of each stage, and "total".
    seconds: dict[str, float] = field(default_factory=dict)
    #: Of LiverLens, when the analysis was made.
    version: str = ""
    #: One of `RECORD_STATUSES`.
    status: str = NEW
    #: UTC; None until it is saved.
    created_at: datetime | None = None
    #: The store's number; None until it is saved.
    id: int | None = None

    @property
    def number(self) -> int:
        """`id`, of a record that the store holds."""
        assert self.id is not None
        return self.id

    @property
    def unit(self) -> str:
        """Of the values of lesions and measurements: "HU", or "" for MR signal."""
        return unit_of(self.modality)

    @property
    def is_corrected(self) -> bool:
        """Whether a reader corrected the outlines (`annotation.sentences.CORRECTED`)."""
        return self.own is not None

    def __post_init__(self) -> None:
        """Raises UsageError for values that the store must not hold."""
        for name in SLICE_CLASSES:
            p = getattr(self, f"p_{name}")
            if not 0.0 <= p <= 1.0:
                raise UsageError(sentences.not_a_probability(f"p_{name}", p))
        if self.category not in CATEGORIES:
            raise UsageError(sentences.unknown_category(self.category, CATEGORIES))
        if self.status not in RECORD_STATUSES:
            raise UsageError(sentences.unknown_status(self.status, RECORD_STATUSES))
        if not {caution.severity for caution in self.cautions} <= set(SEVERITIES):
            raise UsageError(sentences.unknown_severity(SEVERITIES))
        volumes = (self.liver_ml, self.lesion_ml, self.burden_percent or 0.0)
        if not all(math.isfinite(value) and value >= 0 for value in volumes):
            raise UsageError(sentences.impossible_volume())


@dataclass(frozen=True)
class Patient:
    """One pseudonym and what the store holds of it."""

    pseudonym: str
    #: Different series, since several models may have seen one.
    n_series: int
    #: None where no record has a date.
    first_study: date | None
    last_study: date | None
