"""Files with results about a CT: which kind each is, and which series it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydicom import Dataset

from core.dicom.headers import HEAD_BYTES, PYDICOM_ERRORS, quiet_pydicom, read_header
from core.dicom.items import Item, display_name
from core.dicom.kinds import OUTLINE_CLASSES, REPORT_CLASSES
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.reference_mask import ReferenceMask, reference_in
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source, list_items
from core.dicom.whole_dataset import whole_dataset
from core.errors import InputError
from core.other_systems import sentences
from core.other_systems.read import read_report
from core.other_systems.report import Report
from core.sentence import Sentence
from core.series import Series

#: Where such files name the series that they are about.
_REFERENCES = (
    "ReferencedSeriesSequence",
    "CurrentRequestedProcedureEvidenceSequence",
    "PertinentOtherEvidenceSequence",
    "ReferencedFrameOfReferenceSequence",
)


@dataclass
class Results:
    """What the files say of one CT."""

    reports: list[Report] = field(default_factory=list)
    outlines: ReferenceMask | None = None
    #: Why a file was refused.
    refusals: list[Sentence] = field(default_factory=list)


def kind_of(item: Item) -> Literal["report", "outlines"] | None:
    """By its header; None for anything else."""
    try:
        sop_class = read_header(item, item.head(HEAD_BYTES)).sop_class
    except SetAside:
        return None
    if sop_class in REPORT_CLASSES:
        return "report"
    return "outlines" if sop_class in OUTLINE_CLASSES else None


def read_results(
    items: Sequence[Item], series: Series, *, limits: Limits = DEFAULT_LIMITS
) -> Results:
    """Reports and outlines in those files; what does not fit `series` is refused with a sentence.

    Files with outlines belong together: a liver in one, its lesions in another.
    """
    found = Results()
    outlines = []
    for item in items:
        kind = kind_of(item)
        if kind == "outlines":
            outlines.append(item)
            continue
        try:
            found.reports.append(read_report(item, series, limits=limits))
        except InputError as error:
            found.refusals.append(error.args[0])
    if outlines:
        try:
            found.outlines = reference_in(outlines, series, needs_liver=False, limits=limits)
        except InputError as error:
            found.refusals.append(error.args[0])
    return found


def results_in(
    sources: Sequence[Source], series: Series, *, limits: Limits = DEFAULT_LIMITS
) -> Results:
    """`read_results` of files on disk or in memory.

    Raises:
        InputError: a path does not exist, or a file is no such result.
    """
    items, unread = list_items(sources)
    if unread:
        raise InputError(sentences.not_a_report(unread[0].name))
    if not items:
        raise InputError(sentences.no_result_files())
    for item in items:
        if kind_of(item) is None:
            raise InputError(sentences.not_a_report(display_name(item.name)))
    return read_results(items, series, limits=limits)


def series_named(item: Item, limits: Limits = DEFAULT_LIMITS) -> frozenset[str]:
    """UIDs of the series that the file refers to; empty where it names none or is damaged."""
    try:
        with quiet_pydicom():
            dataset = whole_dataset(item, limits)
            return frozenset(
                uid
                for keyword in _REFERENCES
                for one in dataset.get(keyword) or ()
                for uid in _uids(one)
            )
    except (SetAside, *PYDICOM_ERRORS):
        return frozenset()


def _uids(item: Dataset) -> list[str]:
    """Series Instance UIDs in an item and below it."""
    return [str(one.value) for one in item.iterall() if one.keyword == "SeriesInstanceUID"]
