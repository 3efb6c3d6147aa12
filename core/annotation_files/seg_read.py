"""A DICOM SEG as outlines: ours with its numbers, anyone's by what its segments say they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from pydicom import Dataset

from core.annotation import CLASS_OF_KIND, MOST_FINDINGS, Finding
from core.annotation_files import sentences
from core.annotation_files.outlines import Outline
from core.dicom.reference_mask import ON_SLICE_TOLERANCE, require_same_patient
from core.dicom.segment_names import BENIGN as BENIGN_SEGMENT
from core.dicom.segment_names import LIVER as LIVER_SEGMENT
from core.dicom.segmentation import Segmentation
from core.errors import InputError
from core.export.dicom.codes import kind_of_code, rejected_of_code
from core.export.dicom.segments import TRACKING
from core.labels import BENIGN, MALIGNANT
from core.sentence import Sentence
from core.series import Series

_TRACKED = re.compile(TRACKING.format(number="([1-9][0-9]{0,2})"))


def outlines_in(
    segmentation: Segmentation, series: Series
) -> tuple[Iterator[Outline], list[Sentence]]:
    """The liver, then each lesion, and what was left out.

    Raises:
        InputError: of another patient, frame of reference or grid, or without liver and lesion.
    """
    require_same_patient(segmentation, series)
    findings = {
        number: finding
        for number, item in segmentation.described.items()
        if (finding := _finding(item, segmentation.kinds.get(number))) is not None
    }
    liver = [n for n, kind in segmentation.kinds.items() if kind == LIVER_SEGMENT]
    unused = sorted(
        name
        for number, name in segmentation.segments.items()
        if number not in findings and number not in liver and number
    )
    if not findings and not liver:
        raise InputError(sentences.no_liver_or_lesion(segmentation.name, unused))
    planes = _planes(segmentation, series, {*findings, *liver})
    notes: list[Sentence] = []
    if unused:
        notes.append(sentences.segments_unused(segmentation.name, unused))
    if not liver:
        notes.append(sentences.liver_not_outlined(segmentation.name))
    return _drawn(segmentation, planes, liver, findings, series), notes


def _planes(segmentation: Segmentation, series: Series, used: set[int]) -> list[int | None]:
    """The slice of each frame; every frame that is used lies on one."""
    planes = segmentation.slices_in(series, ON_SLICE_TOLERANCE)
    off = any(
        plane is None
        for plane, frame in zip(planes, segmentation.frames, strict=True)
        if frame.segment is None or frame.segment in used
    )
    if off or segmentation.shape != series.volume.shape[1:]:
        raise InputError(sentences.another_grid(segmentation.name))
    return planes


def _drawn(
    segmentation: Segmentation,
    planes: list[int | None],
    liver: list[int],
    findings: dict[int, Finding],
    series: Series,
) -> Iterator[Outline]:
    wanted: list[tuple[list[int], Finding | None]] = [(liver, None)] if liver else []
    wanted += [([number], finding) for number, finding in findings.items()]
    for numbers, finding in wanted:
        voxels = np.zeros(series.volume.shape, np.uint8)
        segmentation.draw_segments(numbers, planes, 1, voxels)
        yield Outline(voxels.view(bool), finding)


def _finding(item: Dataset, kind: str | None) -> Finding | None:
    """What a segment shows; None for the liver and for what is neither."""
    tracked = _TRACKED.fullmatch(str(item.get("TrackingID") or ""))
    number = int(tracked[1]) if tracked and int(tracked[1]) <= MOST_FINDINGS else 0
    types = item.get("SegmentedPropertyTypeCodeSequence") or [Dataset()]
    code = (str(types[0].get("CodeValue") or ""), str(types[0].get("CodingSchemeDesignator") or ""))
    if number and (rejected := rejected_of_code(*code)):
        return Finding(number, rejected=rejected)
    if kind is None or kind == LIVER_SEGMENT:
        return None
    named = kind_of_code(*code)
    looks = CLASS_OF_KIND.get(named, BENIGN if kind == BENIGN_SEGMENT else MALIGNANT)
    return Finding(number, kind=named, looks=looks)
