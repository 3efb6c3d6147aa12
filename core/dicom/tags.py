"""The few tags of a series that people want to read."""

from __future__ import annotations

from core.dicom.frames import Frame
from core.dicom.headers import Header
from core.series import SeriesTags

#: Of a series number (it is a 32-bit integer), a voltage or a display window.
LARGEST = 2**31


def series_tags(frame: Frame) -> SeriesTags:
    """From the header of one slice of the series, in the file's own character set."""
    header = frame.header
    text, human_text = header.text, header.human_text
    number = _sane(header.number("SeriesNumber"))
    return SeriesTags(
        patient_name=human_text("PatientName"),
        patient_id=human_text("PatientID"),
        study_uid=text("StudyInstanceUID"),
        study_date=text("StudyDate"),
        study_description=human_text("StudyDescription"),
        series_description=human_text("SeriesDescription"),
        series_number=None if number is None else int(number),
        modality="CT",
        manufacturer=human_text("Manufacturer"),
        kernel=human_text("ConvolutionKernel").replace("\\", " "),
        contrast_agent=human_text("ContrastBolusAgent") or human_text("ContrastBolusRoute"),
        slice_thickness_mm=frame.slice_thickness_mm,
        kvp=_sane(header.number("KVP")),
        body_part=human_text("BodyPartExamined"),
        frame_of_reference_uid=text("FrameOfReferenceUID"),
        window=_window(header),
    )


def _window(header: Header) -> tuple[float, float] | None:
    """The file's first display window, (width, level) in HU."""
    width, level = _sane(header.number("WindowWidth")), _sane(header.number("WindowCenter"))
    return None if width is None or level is None or width < 1 else (width, level)


def _sane(value: float | None) -> float | None:
    return value if value is not None and abs(value) < LARGEST else None
