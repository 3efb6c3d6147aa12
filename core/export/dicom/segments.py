"""What each segment of a SEG says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.annotation import CERTAINTIES, KINDS, NOT_A_LESION, Finding
from core.annotation.sentences import CORRECTED
from core.export.dicom import codes
from core.export.dicom.equipment import Algorithm, disclaimed
from core.labels import BENIGN, COLOURS, DISPLAY_NAMES, MALIGNANT

if TYPE_CHECKING:  # takes more than a second to import
    import highdicom

#: The Tracking ID of a finding, in a SEG and in a structured report.
TRACKING = "LiverLens finding {number}"
LIVER_TRACKING = "LiverLens liver"


def tracking_id(finding: Finding | None) -> str:
    """None is the liver."""
    return LIVER_TRACKING if finding is None else TRACKING.format(number=finding.number)


def described(
    number: int,
    finding: Finding | None,
    tracking_uid: str,
    *,
    algorithm: Algorithm | None,
    by_reader: bool,
) -> highdicom.seg.SegmentDescription:
    """One segment.

    Args:
        number: of the segment, from 1.
        finding: None for the liver.
        algorithm: what outlined it, or outlined it first; None where a reader alone did.
        by_reader: whether a reader drew or corrected it.
    """
    import highdicom
    from highdicom.color import CIELabColor
    from highdicom.sr import CodedConcept

    category, what = (codes.ANATOMICAL, codes.LIVER) if finding is None else codes.codes_of(finding)
    kinds = highdicom.seg.SegmentAlgorithmTypeValues
    kind = kinds.MANUAL
    if algorithm is not None:
        kind = kinds.SEMIAUTOMATIC if by_reader else kinds.AUTOMATIC
    description = highdicom.seg.SegmentDescription(
        segment_number=number,
        segment_label=label_of(finding),
        segmented_property_category=CodedConcept(*category),
        segmented_property_type=CodedConcept(*what),
        algorithm_type=kind,
        algorithm_identification=None if algorithm is None else algorithm.sequence(),
        tracking_uid=tracking_uid,
        tracking_id=tracking_id(finding),
        anatomic_regions=[CodedConcept(*codes.LIVER)],
        display_color=CIELabColor.from_rgb(*_rgb(finding)),
    )
    description.SegmentDescription = disclaimed(
        _words(finding) if by_reader else _words_of_model(finding)
    )
    return description


def label_of(finding: Finding | None) -> str:
    """At most 64 letters; it also says what the segment is to programs that don't read codes."""
    if finding is None:
        return "Liver"
    if finding.rejected:
        return f"Not a lesion {finding.number}: {NOT_A_LESION[finding.rejected].lower()}"
    if finding.kind in ("unknown", "other"):
        return f"Lesion {finding.number}: {DISPLAY_NAMES[finding.slice_class].lower()}"
    return f"Lesion {finding.number}: {KINDS[finding.kind].lower()}"


def _words(finding: Finding | None) -> str:
    if finding is None:
        return f"The liver outside the other segments, {CORRECTED}"
    if finding.rejected:
        return "Rejected by a reader"
    return f"{CERTAINTIES[finding.certainty]}, {CORRECTED}"


def _words_of_model(finding: Finding | None) -> str:
    if finding is None:
        return "The liver outside the other segments, outlined by a model"
    return "Looks, not histology; outlined by a model"


def _rgb(finding: Finding | None) -> tuple[int, int, int]:
    name = "liver"
    if finding is not None and finding.is_lesion:
        name = BENIGN if finding.slice_class == BENIGN else MALIGNANT
    red, green, blue = bytes.fromhex(COLOURS[name].removeprefix("#"))
    return red, green, blue
