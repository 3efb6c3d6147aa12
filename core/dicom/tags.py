"""The few tags of a series that people want to see."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.dicom.frames import Frame
from core.dicom.headers import Header
from core.modality import CT, MR
from core.series import SeriesTags

#: Limit for a series number (a 32-bit integer), a voltage and a display window.
MAX_NUMBER = 2**31


def series_tags(frames: Sequence[Frame]) -> SeriesTags:
    """From the header of the first slice, decoded with the file's own character set.

    The frame of reference is blank where the slices have several: it tells nothing then.
    """
    frame = frames[0]
    header = frame.header
    text, human_text = header.text, header.human_text
    number = _plausible(header.number("SeriesNumber"))
    return SeriesTags(
        patient_name=human_text("PatientName"),
        patient_id=human_text("PatientID"),
        patient_birth_date=text("PatientBirthDate"),
        patient_sex=text("PatientSex"),
        accession_number=human_text("AccessionNumber"),
        referring_physician=human_text("ReferringPhysicianName"),
        study_id=human_text("StudyID"),
        study_time=text("StudyTime"),
        study_uid=text("StudyInstanceUID"),
        study_date=text("StudyDate"),
        study_description=human_text("StudyDescription"),
        series_description=human_text("SeriesDescription"),
        series_number=None if number is None else int(number),
        modality=MR if frame.is_mr else CT,
        manufacturer=human_text("Manufacturer"),
        kernel=human_text("ConvolutionKernel").replace("\\", " "),
        contrast_agent=human_text("ContrastBolusAgent") or human_text("ContrastBolusRoute"),
        acquired_at=_acquired_at(frames),
        bolus_start=text("ContrastBolusStartTime"),
        slice_thickness_mm=frame.slice_thickness_mm,
        kvp=_plausible(header.number("KVP")),
        body_part=human_text("BodyPartExamined"),
        frame_of_reference_uid=_frame_of_reference_uid(frames),
        window=_window(header),
    )


def _acquired_at(frames: Sequence[Frame]) -> str:
    """When the earlier of the two end slices was acquired, without a time zone; "" where neither
    says."""
    stated = []
    for header in (frames[0].header, frames[-1].header):
        whole = re.split(r"[+-]", header.text("AcquisitionDateTime"))[0]
        clock = header.text("AcquisitionTime")
        stated.append(whole or (clock and header.text("AcquisitionDate") + clock))
    return min(filter(None, stated), default="")


def _frame_of_reference_uid(frames: Sequence[Frame]) -> str:
    stated = {frame.header.text("FrameOfReferenceUID") for frame in frames} - {""}
    return stated.pop() if len(stated) == 1 else ""


def _window(header: Header) -> tuple[float, float] | None:
    """The file's first display window, (width, level) in the unit of the values."""
    width = _plausible(header.number("WindowWidth"))
    level = _plausible(header.number("WindowCenter"))
    return None if width is None or level is None or width < 1 else (width, level)


def _plausible(value: float | None) -> float | None:
    return value if value is not None and abs(value) < MAX_NUMBER else None
