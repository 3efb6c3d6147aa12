"""What is asked of an archive, and the studies and series that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from core.errors import UsageError
from core.pacs import sentences
from core.pacs.uids import is_uid

MAX_LENGTH = 64


@dataclass(frozen=True)
class Query:
    """Which studies; "" and None ask for any. `*` and `?` stand for letters in texts."""

    patient_id: str = field(default="", repr=False)
    patient_name: str = field(default="", repr=False)
    accession: str = field(default="", repr=False)
    study_uid: str = ""
    since: date | None = None
    until: date | None = None
    modality: str = ""
    body_part: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for every study there is."""
        return all(getattr(self, one.name) in ("", None) for one in fields(self))

    @property
    def dates(self) -> str:
        """The range as DICOM writes it (PS3.4 C.2.2.2.5), "" for any."""
        if self.since is None and self.until is None:
            return ""
        first, last = (f"{one:%Y%m%d}" if one else "" for one in (self.since, self.until))
        return first if first == last else f"{first}-{last}"

    def check(self) -> None:
        """Raises UsageError for what no archive can be asked."""
        if self.is_empty:
            raise UsageError(sentences.asks_for_everything())
        if self.study_uid and not is_uid(self.study_uid):
            raise UsageError(sentences.not_a_uid(self.study_uid))
        if self.since and self.until and self.since > self.until:
            raise UsageError(sentences.dates_turned_round(self.since, self.until))
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, str) and (
                len(value) > MAX_LENGTH or not value.isprintable() or "\\" in value
            ):
                raise UsageError(sentences.not_searchable(one.name.replace("_", " ")))


@dataclass(frozen=True)
class FoundStudy:
    """One study as the archive tells of it. Texts are "" and counts None where it tells nothing."""

    study_uid: str
    patient_id: str = field(default="", repr=False)
    patient_name: str = field(default="", repr=False)
    accession: str = field(default="", repr=False)
    #: YYYYMMDD.
    date: str = ""
    description: str = ""
    modalities: tuple[str, ...] = ()
    n_series: int | None = None
    n_instances: int | None = None
    #: The patient that was asked for by the whole number, "" if none was.
    asked_patient_id: str = field(default="", repr=False)


@dataclass(frozen=True)
class FoundSeries:
    """One series, likewise."""

    study_uid: str
    series_uid: str
    number: int | None = None
    modality: str = ""
    description: str = ""
    protocol: str = ""
    body_part: str = ""
    kernel: str = ""
    thickness_mm: float | None = None
    n_instances: int | None = None
    image_type: str = ""
    contrast: str = ""
    #: Whose it has to be, "" where nobody said.
    patient_id: str = field(default="", repr=False)


@dataclass(frozen=True)
class FoundStudies:
    """The studies that fit, at most so many."""

    rows: tuple[FoundStudy, ...]
    #: Whether the archive has more.
    is_cut: bool = False
    #: Rows that were left out, because their UID is missing or no UID.
    n_unusable: int = 0


def series_of(study: FoundStudy, found: Sequence[FoundSeries]) -> tuple[FoundSeries, ...]:
    """The series of that study, which are to be its patient's."""
    patient_id = study.patient_id or study.asked_patient_id
    return tuple(replace(one, patient_id=patient_id) for one in found)
