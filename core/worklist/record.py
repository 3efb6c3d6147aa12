"""What is kept of one analysis, and what the store tells of one patient."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime

from core.cautions.caution import SEVERITIES, WARN
from core.errors import UsageError
from core.labels import INDETERMINATE, SLICE_CLASSES
from core.liver_box import LiverBox

#: Whether a person has looked at it.
NEW, REVIEWED = "new", "reviewed"
RECORD_STATUSES = (NEW, REVIEWED)

#: The code of a caution that came without one, and of what was odd when the series was read.
UNCODED = "other"
READING = "reading"


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
    #: "normal", "benign", "malignant" or "indeterminate".
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
    #: One sentence each, and their codes in the same order (`UNCODED` where there was none).
    cautions: tuple[str, ...] = ()
    caution_codes: tuple[str, ...] = ()
    #: How heavy each is, of `core.cautions.SEVERITIES`; "warn" for all where none are given.
    caution_severities: tuple[str, ...] = ()
    #: One dict of plain values a lesion, the largest first, keys as in `core.lesions.Lesion`.
    lesions: tuple[dict, ...] = ()
    #: Where the liver lies; None without liver, and in records of older versions.
    liver_box: LiverBox | None = None
    #: Distance of the slices, and their thickness where the header gives one, mm; None in records
    #: of older versions.
    slice_mm: float | None = None
    thickness_mm: float | None = None
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

    def __post_init__(self) -> None:
        """Raises UsageError for values that the store must not hold."""
        for name in SLICE_CLASSES:
            p = getattr(self, f"p_{name}")
            if not 0.0 <= p <= 1.0:
                raise UsageError(f"p_{name} is {p}: a probability lies in 0..1.")
        if self.category not in (*SLICE_CLASSES, INDETERMINATE):
            raise UsageError(f"{self.category!r} is no category of a patient.")
        if self.status not in RECORD_STATUSES:
            known = " or ".join(RECORD_STATUSES)
            raise UsageError(f"{self.status!r} is no status of a record: it is {known}.")
        if len(self.cautions) != len(self.caution_codes):
            raise UsageError("Each caution of a record has one code.")
        if not self.caution_severities:
            object.__setattr__(self, "caution_severities", (WARN,) * len(self.cautions))
        if len(self.cautions) != len(self.caution_severities):
            raise UsageError("Each caution of a record has one severity.")
        if not set(self.caution_severities) <= set(SEVERITIES):
            raise UsageError(f"The severity of a caution is one of {', '.join(SEVERITIES)}.")
        volumes = (self.liver_ml, self.lesion_ml, self.burden_percent or 0.0)
        if not all(math.isfinite(value) and value >= 0 for value in volumes):
            raise UsageError("Volumes and the burden of a record are finite and not negative.")


@dataclass(frozen=True)
class Patient:
    """One pseudonym and what the store holds of it."""

    pseudonym: str
    #: Different series, since several models may have seen one.
    n_series: int
    #: None where no record has a date.
    first_study: date | None
    last_study: date | None
