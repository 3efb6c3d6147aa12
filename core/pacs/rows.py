"""What an archive answers, row by row: DICOM JSON (QIDO) or a data set (C-FIND)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from core.pacs.query import FoundSeries, FoundStudies, FoundStudy, Query
from core.pacs.uids import is_uid

#: Asked for beside what is searched; an archive leaves out what it doesn't keep.
STUDY_KEYWORDS = (
    "StudyInstanceUID",
    "PatientID",
    "PatientName",
    "AccessionNumber",
    "StudyDate",
    "StudyDescription",
    "ModalitiesInStudy",
    "NumberOfStudyRelatedSeries",
    "NumberOfStudyRelatedInstances",
)
SERIES_KEYWORDS = (
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "SeriesNumber",
    "Modality",
    "SeriesDescription",
    "ProtocolName",
    "BodyPartExamined",
    "ConvolutionKernel",
    "SliceThickness",
    "NumberOfSeriesRelatedInstances",
    "ImageType",
    "ContrastBolusAgent",
)
#: Letters kept of a text in an answer: VR LO has 64, LT more than anyone reads.
_MOST_LETTERS = 200
#: Values kept of one element.
_MOST_VALUES = 100

#: Keyword -> values as text, () where the row has none.
Row = Callable[[str], tuple[str, ...]]


def search_keys(query: Query) -> dict[str, str]:
    """Keyword -> what has to match, at the level of studies."""
    keys = {
        "PatientID": query.patient_id,
        "PatientName": query.patient_name,
        "AccessionNumber": query.accession,
        "StudyInstanceUID": query.study_uid,
        "StudyDate": query.dates,
        "ModalitiesInStudy": query.modality,
    }
    return {keyword: value for keyword, value in keys.items() if value}


def json_row(values: Mapping[str, Any]) -> Row:
    """A row of a QIDO answer (PS3.18 F.2); what is malformed in it counts as missing."""

    def get(keyword: str) -> tuple[str, ...]:
        element = values.get(f"{tag_for_keyword(keyword):08X}")
        found = element.get("Value") if isinstance(element, Mapping) else None
        if not isinstance(found, list):
            return ()
        texts = []
        for one in found:
            if isinstance(one, Mapping):
                # A person's name has up to three writings.
                one = one.get("Alphabetic") or one.get("Ideographic") or one.get("Phonetic")
            if isinstance(one, str | int | float):
                texts.append(tidy(str(one)))
        return tuple(texts)

    return get


def dataset_row(dataset: Dataset, keywords: Iterable[str]) -> Row:
    """A row of a C-FIND answer; of the data set itself nothing is kept."""
    found = {keyword: _values_of(dataset, keyword) for keyword in keywords}
    return lambda keyword: found.get(keyword, ())


def _values_of(dataset: Dataset, keyword: str) -> tuple[str, ...]:
    try:
        value = dataset.get(keyword)
    except (ValueError, TypeError, AttributeError, KeyError, NotImplementedError):
        return ()  # a value that pydicom can't convert
    if value in (None, ""):
        return ()
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return tuple(tidy(str(one)) for one in many[:_MOST_VALUES])


def studies(rows: Iterable[Row], most: int, asked: Query | None = None) -> FoundStudies:
    """Each study once, the newest first, at most `most` of them.

    Some archives answer once for each instance; counts are those of the first row. Others ignore a
    key that they don't know: a row that contradicts what was `asked` is left out.
    """
    found: dict[str, FoundStudy] = {}
    unusable, is_cut = 0, False
    for row in rows:
        uid = _one(row, "StudyInstanceUID")
        if not is_uid(uid):
            unusable += 1
            continue
        if uid in found or (asked is not None and _contradicts(row, asked)):
            continue
        if len(found) == most:
            is_cut = True
            break
        found[uid] = FoundStudy(
            study_uid=uid,
            patient_id=_one(row, "PatientID"),
            patient_name=_one(row, "PatientName"),
            accession=_one(row, "AccessionNumber"),
            date=_one(row, "StudyDate"),
            description=_one(row, "StudyDescription"),
            modalities=tuple(dict.fromkeys(row("ModalitiesInStudy"))),
            n_series=_count(row, "NumberOfStudyRelatedSeries"),
            n_instances=_count(row, "NumberOfStudyRelatedInstances"),
            asked_patient_id=_whole(asked.patient_id) if asked else "",
        )
    ordered = sorted(found.values(), key=lambda one: one.date, reverse=True)
    return FoundStudies(tuple(ordered), is_cut, unusable)


def series(rows: Iterable[Row], study_uid: str, most: int) -> tuple[FoundSeries, ...]:
    """Each series of the study once, by its number; rows of another study are left out."""
    found: dict[str, FoundSeries] = {}
    for row in rows:
        uid, study = _one(row, "SeriesInstanceUID"), _one(row, "StudyInstanceUID")
        if not is_uid(uid) or uid in found or study not in ("", study_uid):
            continue
        if len(found) == most:
            break
        found[uid] = FoundSeries(
            study_uid=study_uid,
            series_uid=uid,
            number=_count(row, "SeriesNumber"),
            modality=_one(row, "Modality"),
            description=_one(row, "SeriesDescription"),
            protocol=_one(row, "ProtocolName"),
            body_part=_one(row, "BodyPartExamined"),
            kernel="/".join(row("ConvolutionKernel")),
            thickness_mm=_length(row, "SliceThickness"),
            n_instances=_count(row, "NumberOfSeriesRelatedInstances"),
            image_type="/".join(row("ImageType")),
            contrast=_one(row, "ContrastBolusAgent"),
        )
    return tuple(sorted(found.values(), key=lambda one: (one.number is None, one.number or 0)))


def instance_uids(rows: Iterable[Row], most: int) -> frozenset[str]:
    """The SOP Instance UIDs, at most `most`."""
    found: set[str] = set()
    for row in rows:
        if len(found) == most:
            break
        found.update(uid for uid in row("SOPInstanceUID") if is_uid(uid))
    return frozenset(found)


def _contradicts(row: Row, asked: Query) -> bool:
    """Whether it names another study, patient or accession number than the one that was asked."""
    exact = {
        "StudyInstanceUID": asked.study_uid,
        "PatientID": asked.patient_id,
        "AccessionNumber": asked.accession,
    }
    return any(
        whole.casefold() != told.casefold()
        for keyword, value in exact.items()
        if (whole := _whole(value)) and (told := _one(row, keyword))
    )


def _whole(value: str) -> str:
    """It, "" for one that has letters left open."""
    return "" if set(value) & set("*?") else value.strip()


def _one(row: Row, keyword: str) -> str:
    values = row(keyword)
    return values[0] if values else ""


def _count(row: Row, keyword: str) -> int | None:
    text = _one(row, keyword)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _length(row: Row, keyword: str) -> float | None:
    try:
        value = float(_one(row, keyword))
    except ValueError:
        return None
    return value if 0 < value < 1000 else None


def tidy(text: str) -> str:
    """One printable line of bounded length."""
    text = "".join(letter if letter.isprintable() else " " for letter in text[:_MOST_LETTERS])
    return text.strip()
