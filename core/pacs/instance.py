"""The identity of one DICOM file, from its first elements."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from core.pacs.uids import is_uid

_KEYWORDS = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"]


@dataclass(frozen=True)
class Instance:
    """All of these are UIDs by `uids.is_uid`; they are still no file names."""

    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    transfer_syntax_uid: str


def read_instance(body: bytes) -> Instance | None:
    """None where it is no DICOM file, or one of its UIDs is missing or no UID."""
    try:
        dataset = dcmread(BytesIO(body), specific_tags=_KEYWORDS, stop_before_pixels=True)
        syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
        return instance_of(dataset, syntax)
    except (InvalidDicomError, OSError, ValueError, TypeError, KeyError, AttributeError,
            NotImplementedError, EOFError):  # fmt: skip
        return None


def instance_of(dataset: Dataset, transfer_syntax_uid: str) -> Instance | None:
    """The same of a data set."""
    uids = [str(dataset.get(keyword, "")) for keyword in _KEYWORDS]
    if not all(map(is_uid, [*uids, transfer_syntax_uid])):
        return None
    sop_class, sop_instance, study, series = uids
    return Instance(sop_class, sop_instance, study, series, transfer_syntax_uid)
