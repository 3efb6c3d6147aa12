"""Outlines as a DICOM SEG (PS3.3 A.51): one binary segment for the liver and each finding.

Segments don't overlap, since some viewers show overlapping ones wrongly: the liver's segment holds
the liver outside all findings. A rejected finding is a segment of what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from core import DISCLAIMER
from core.annotation import LIVER, NOTHING, Annotation, Finding, voxel_of
from core.annotation.sentences import CORRECTED
from core.errors import UsageError
from core.export.dicom import sentences
from core.export.dicom.equipment import EQUIPMENT, RESEARCH, Algorithm, dates, file_of
from core.export.dicom.segments import described

#: Letters of a series description.
LONGEST = 64


@dataclass(frozen=True)
class Origin:
    """Whose outlines they are, and under which UIDs they go out."""

    series_uid: str
    sop_uid: str
    series_number: int
    instance_number: int
    #: As of `equipment.second`.
    when: datetime
    #: Whether a reader drew or corrected them.
    by_reader: bool
    #: What outlined the findings that are from a model, and the liver where any is.
    algorithm: Algorithm
    #: Of a finding, None for the liver.
    tracking_uid: Callable[[Finding | None], str]
    #: Ends the description of the series.
    use: str = RESEARCH


def outlines_seg(annotation: Annotation, headers: Sequence[Dataset], origin: Origin) -> bytes:
    """The SEG as a DICOM file; the same arguments give the same bytes.

    Args:
        headers: of the CT's slices, of `source_headers`.

    Raises:
        UsageError: nothing is outlined.
    """
    import highdicom

    present = np.flatnonzero(np.bincount(annotation.voxels.ravel(), minlength=256))
    findings = [one for one in annotation.findings if voxel_of(one.number) in present]
    if LIVER not in present and not findings:
        raise UsageError(sentences.nothing_outlined())
    shown: list[Finding | None] = [None] if LIVER in present else []
    shown += findings
    # Voxel value -> number of its segment, from 1 on without gaps.
    segments = np.zeros(256, np.uint8)
    for number, finding in enumerate(shown, start=1):
        segments[LIVER if finding is None else voxel_of(finding.number)] = number
    began_with_model = not origin.by_reader or any(one.is_from_model for one in annotation.findings)
    # Slices with nothing on them are left out: fewer frames to look at.
    used = np.flatnonzero(annotation.voxels.reshape(len(headers), -1).max(axis=1) != NOTHING)
    whose = CORRECTED if origin.by_reader else "by a model"
    segmentation = highdicom.seg.Segmentation(
        source_images=[headers[int(index)] for index in used],
        pixel_array=segments[annotation.voxels[used]],
        segmentation_type=highdicom.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[
            described(
                number,
                finding,
                origin.tracking_uid(finding),
                algorithm=origin.algorithm
                if (began_with_model if finding is None else finding.is_from_model)
                else None,
                by_reader=origin.by_reader,
            )
            for number, finding in enumerate(shown, start=1)
        ],
        series_instance_uid=origin.series_uid,
        series_number=origin.series_number,
        sop_instance_uid=origin.sop_uid,
        instance_number=origin.instance_number,
        content_label="LIVER_OUTLINES",
        content_description=f"Liver outlines. {DISCLAIMER}",
        content_creator_name="",
        transfer_syntax_uid=ExplicitVRLittleEndian,
        series_description=description(whose, origin.use),
        content_qualification="RESEARCH",
        **EQUIPMENT,
        **dates(origin.when),
    )
    segmentation.BodyPartExamined = "LIVER"
    return file_of(segmentation, origin.when)


def description(whose: str, use: str) -> str:
    """Of the series, at most 64 letters (LO, PS3.5 6.2): where it would be longer, `whose` is cut
    to its first word, "corrected"."""
    whole = f"Liver outlines, {whose}. {use}"
    return whole if len(whole) <= LONGEST else f"Liver outlines, {whose.split()[0]}. {use}"
