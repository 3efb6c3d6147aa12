"""What an object that refers to a CT says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydicom import Dataset
from pydicom.uid import CTImageStorage
from pydicom.valuerep import DSfloat, format_number_as_ds

from core.errors import UsageError
from core.export.dicom import sentences
from core.series import Series, header_date

#: Of the patient and the examination: tag -> field of `SeriesTags`. All are of type 2 (PS3.3
#: C.7.1.1, C.7.2.1): they are there, and empty where the CT doesn't state them.
_IDENTITY = {
    "PatientName": "patient_name",
    "PatientID": "patient_id",
    "PatientBirthDate": "patient_birth_date",
    "PatientSex": "patient_sex",
    "AccessionNumber": "accession_number",
    "ReferringPhysicianName": "referring_physician",
    "StudyID": "study_id",
    "StudyTime": "study_time",
}


def dicom_obstacle(series: Series) -> str:
    """Why no object can refer to the CT, in a sentence; "" if one can.

    It must have been read from DICOM files of one frame each that state their UIDs, study and frame
    of reference.
    """
    tags, instances = series.tags, series.instances
    if not instances or not all(one.sop_instance_uid and one.series_uid for one in instances):
        return sentences.no_dicom_to_refer_to()
    if not tags.study_uid or not tags.frame_of_reference_uid:
        return sentences.no_dicom_to_refer_to()
    if any(one.frame_number is not None for one in instances):
        return sentences.multi_frame()
    return ""


def refuse_without_dicom(series: Series) -> None:
    """Raises UsageError with `dicom_obstacle`, if there is any."""
    if obstacle := dicom_obstacle(series):
        raise UsageError(obstacle)


def source_headers(series: Series, *, include_name: bool) -> list[Dataset]:
    """The header of each slice, in the order of the volume, as far as the series keeps it.

    Args:
        include_name: state patient and examination as the CT does; otherwise only the UIDs, the
            date and the description of the study are in it.

    Raises:
        UsageError: as `refuse_without_dicom`.
    """
    refuse_without_dicom(series)
    tags = series.tags
    found = []
    for one, origin in zip(series.instances, series.slice_origins_mm, strict=True):
        source = Dataset()
        source.SpecificCharacterSet = "ISO_IR 192"
        for keyword, field in _IDENTITY.items():
            setattr(source, keyword, _usable(keyword, getattr(tags, field)) if include_name else "")
        source.StudyInstanceUID = tags.study_uid
        source.StudyDate = tags.study_date if header_date(tags) else ""
        source.SeriesInstanceUID, source.Modality = one.series_uid, tags.modality
        source.SOPClassUID = one.sop_class_uid or CTImageStorage
        source.SOPInstanceUID = one.sop_instance_uid
        source.FrameOfReferenceUID = tags.frame_of_reference_uid
        source.PositionReferenceIndicator = ""
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


def _usable(keyword: str, value: str) -> str:
    """`value`, or "" where the CT's own is none of its kind (PS3.5 6.2): no object could be made
    with it, or others would refuse it."""
    # It would part one value from the next.
    value = value.replace("\\", " ")
    if keyword == "PatientSex":
        return value if value in ("M", "F", "O") else ""
    if keyword == "PatientBirthDate":
        return value if _is_time(value, "%Y%m%d") else ""
    if keyword == "StudyTime":
        forms = ("%H", "%H%M", "%H%M%S", "%H%M%S.%f")
        return value if any(_is_time(value, form) for form in forms) else ""
    if keyword in ("AccessionNumber", "StudyID"):
        return value[:16]
    return value


def _is_time(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    # Python takes the digits of all scripts.
    if not text.isascii():
        return False
    # "1" is no hour here, though it is one for Python.
    return len(text.partition(".")[0]) % 2 == 0


def _decimals(values: Iterable[float]) -> list[DSfloat]:
    """Decimal strings of at most 16 letters (PS3.5 6.2)."""
    return [DSfloat(format_number_as_ds(float(value))) for value in values]
