"""An annotation as a DICOM SEG (PS3.3 A.51): one binary segment for the liver and each finding.

Segments don't overlap, since some viewers show overlapping ones wrongly: the liver's segment holds
the liver outside all findings. A rejected finding is a segment of what it is.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydicom import Dataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pydicom.valuerep import DSfloat

from core import DISCLAIMER, __version__
from core.annotation import CERTAINTIES, KINDS, LIVER, NOT_A_LESION, NOTHING, Finding, voxel_of
from core.annotation.sentences import CORRECTED
from core.annotation_files import codes, sentences
from core.annotation_files.made import Made, derived_uid
from core.annotation_files.seg_read import TRACKING
from core.annotation_files.table import FILE_NAME as TABLE
from core.annotation_files.table import annotation_json
from core.atomic_write import atomic_folder
from core.errors import UsageError
from core.labels import BENIGN, COLOURS, DISPLAY_NAMES, MALIGNANT
from core.series import Series

if TYPE_CHECKING:  # takes more than a second to import
    import highdicom

FILE_NAME = "annotation.dcm"
#: Above those of scanners, and apart from other results.
SERIES_NUMBER = 9010
_MANUFACTURER, _MODEL = "LiverLens", "LiverLens"


def write_seg(
    made: Made, series: Series, out_dir: Path, *, include_name: bool = False
) -> list[Path]:
    """Write `annotation.dcm` and `annotation.json` into `out_dir`, both or none; arguments and
    errors as of `seg_file`.

    Raises:
        UsageError: the folder can't be written to.
    """
    content = seg_file(made, series, include_name=include_name)
    with atomic_folder(out_dir) as folder:
        (folder / FILE_NAME).write_bytes(content)
        (folder / TABLE).write_text(annotation_json(made, series), encoding="utf-8")
    return [Path(out_dir) / FILE_NAME, Path(out_dir) / TABLE]


def seg_file(made: Made, series: Series, *, include_name: bool = False) -> bytes:
    """The SEG as a DICOM file; equal content gives equal bytes and the same UIDs.

    Args:
        include_name: state the patient's name and ID as the CT does; otherwise neither is in it.

    Raises:
        UsageError: the series was not read from DICOM files of one frame each, or nothing is
            outlined.
    """
    import highdicom

    sources = _sources(series, include_name)
    annotation = made.annotation
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
    # What was never saved is made now.
    when = (made.created_at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    by_model = any(one.is_from_model for one in annotation.findings)
    # Slices with nothing on them are left out: fewer frames to look at.
    used = np.flatnonzero(annotation.voxels.reshape(series.n_slices, -1).max(axis=1) != NOTHING)
    segmentation = highdicom.seg.Segmentation(
        source_images=[sources[index] for index in used],
        pixel_array=segments[annotation.voxels[used]],
        segmentation_type=highdicom.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[
            _described(number, finding, made, series, by_model)
            for number, finding in enumerate(shown, start=1)
        ],
        series_instance_uid=derived_uid("seg series", series.uid, made.reader, made.study),
        series_number=SERIES_NUMBER,
        sop_instance_uid=derived_uid("seg", series.uid, made.digest(), include_name),
        instance_number=made.version or 1,
        manufacturer=_MANUFACTURER,
        manufacturer_model_name=_MODEL,
        software_versions=__version__,
        device_serial_number="0",
        content_label="LIVER_OUTLINES",
        content_description=f"Liver outlines. {DISCLAIMER}",
        content_creator_name="",
        transfer_syntax_uid=ExplicitVRLittleEndian,
        series_description=f"Liver outlines, {CORRECTED}. Research use only",
        content_qualification="RESEARCH",
        content_date=when.date(),
        content_time=when.time(),
        series_date=when.date(),
        series_time=when.time(),
    )
    segmentation.BodyPartExamined = "LIVER"
    _without_chance(segmentation, when)
    file = io.BytesIO()
    segmentation.save_as(file)
    return file.getvalue()


def _sources(series: Series, include_name: bool) -> list[Dataset]:
    """What a SEG says of its CT: the header of each slice, as far as the series keeps it."""
    tags, instances = series.tags, series.instances
    known = [one for one in instances if one.sop_instance_uid and one.series_uid]
    if not instances or len(known) < len(instances):
        raise UsageError(sentences.no_dicom_for_seg())
    if not tags.study_uid or not tags.frame_of_reference_uid:
        raise UsageError(sentences.no_dicom_for_seg())
    if any(one.frame_number is not None for one in instances):
        raise UsageError(sentences.multi_frame_for_seg())
    found = []
    for one, origin in zip(instances, series.slice_origins_mm, strict=True):
        source = Dataset()
        source.PatientName = tags.patient_name if include_name else ""
        source.PatientID = tags.patient_id if include_name else ""
        source.PatientBirthDate, source.PatientSex = "", ""
        source.StudyInstanceUID, source.StudyDate = tags.study_uid, tags.study_date
        source.StudyTime, source.StudyID, source.AccessionNumber = "", "", ""
        source.ReferringPhysicianName = ""
        source.SeriesInstanceUID, source.Modality = one.series_uid, tags.modality
        source.SOPClassUID = one.sop_class_uid or CTImageStorage
        source.SOPInstanceUID = one.sop_instance_uid
        source.FrameOfReferenceUID, source.PositionReferenceIndicator = (
            tags.frame_of_reference_uid,
            "",
        )
        source.Rows, source.Columns = series.volume.shape[1:]
        source.PixelSpacing = _decimals(series.spacing_mm[1:])
        source.ImagePositionPatient = _decimals(origin)
        source.ImageOrientationPatient = _decimals(
            (*series.row_direction, *series.column_direction)
        )
        thickness = tags.slice_thickness_mm or series.spacing_mm[0]
        (source.SliceThickness,) = _decimals([thickness])
        found.append(source)
    return found


def _described(
    number: int, finding: Finding | None, made: Made, series: Series, by_model: bool
) -> highdicom.seg.SegmentDescription:
    import highdicom
    from highdicom.color import CIELabColor
    from highdicom.sr import CodedConcept

    category, what = (codes.ANATOMICAL, codes.LIVER) if finding is None else codes.codes_of(finding)
    began_with_model = by_model if finding is None else finding.is_from_model
    kind = highdicom.seg.SegmentAlgorithmTypeValues
    description = highdicom.seg.SegmentDescription(
        segment_number=number,
        segment_label=_label(finding),
        segmented_property_category=CodedConcept(*category),
        segmented_property_type=CodedConcept(*what),
        algorithm_type=kind.SEMIAUTOMATIC if began_with_model else kind.MANUAL,
        algorithm_identification=_algorithm() if began_with_model else None,
        tracking_uid=_tracking_uid(finding, made, series),
        tracking_id="LiverLens liver"
        if finding is None
        else TRACKING.format(number=finding.number),
        anatomic_regions=[CodedConcept(*codes.LIVER)],
        display_color=CIELabColor.from_rgb(*_rgb(finding)),
    )
    description.SegmentDescription = _words(finding)
    return description


def _algorithm() -> highdicom.AlgorithmIdentificationSequence:
    import highdicom
    from highdicom.sr import CodedConcept

    # CID 7162: what family of algorithms outlined it before a reader did.
    family = CodedConcept("123109", "DCM", "Artificial Intelligence")
    return highdicom.AlgorithmIdentificationSequence(_MODEL, family, __version__)


def _tracking_uid(finding: Finding | None, made: Made, series: Series) -> str:
    """The same for the same finding of the same reader, in every version; what the model outlined
    first is the same for all readers."""
    if finding is None:
        return derived_uid("liver", series.uid)
    if finding.is_from_model:
        return derived_uid("model", series.uid, finding.number)
    return derived_uid("finding", series.uid, made.reader, made.study, finding.number)


def _label(finding: Finding | None) -> str:
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
        return f"The liver outside the other segments, {CORRECTED}. {DISCLAIMER}"
    if finding.rejected:
        return f"Rejected by a reader. {DISCLAIMER}"
    return f"{CERTAINTIES[finding.certainty]}, {CORRECTED}. {DISCLAIMER}"


def _rgb(finding: Finding | None) -> tuple[int, int, int]:
    name = "liver"
    if finding is not None and finding.is_lesion:
        name = BENIGN if finding.slice_class == BENIGN else MALIGNANT
    red, green, blue = bytes.fromhex(COLOURS[name].removeprefix("#"))
    return red, green, blue


def _without_chance(segmentation: Dataset, when: datetime) -> None:
    """Replace what highdicom draws at random or takes from the clock: equal content gives equal
    bytes."""
    segmentation.InstanceCreationDate = when.date()
    segmentation.InstanceCreationTime = when.time()
    for item in segmentation.get("ContributingEquipmentSequence") or ():
        item.ContributionDateTime = when
    uid = derived_uid("dimensions", segmentation.SOPInstanceUID)
    for keyword in ("DimensionOrganizationSequence", "DimensionIndexSequence"):
        for item in segmentation.get(keyword) or ():
            item.DimensionOrganizationUID = uid


def _decimals(values: object) -> list[DSfloat]:
    """Decimal strings of at most 16 letters (PS3.5 6.2)."""
    return [DSfloat(float(value), auto_format=True) for value in values]  # type: ignore[attr-defined]
