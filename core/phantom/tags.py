"""Identity of a phantom: names, UIDs and tags, all derived from case, seed and size."""

from __future__ import annotations

import hashlib

from core.series import SeriesTags

STUDY_DATE = "20260101"
STUDY_TIME = "120000"
SERIES_DESCRIPTION = "Portal venous (synthetic)"
STUDY_DESCRIPTION = "Abdomen phantom"
MANUFACTURER = "LiverLens phantom"
KERNEL = "SOFT-SYNTHETIC"
CONTRAST_AGENT = "Simulated portal venous contrast"
KVP = 120.0
#: (width, level) in HU: liver, then abdomen.
WINDOWS = ((160.0, 100.0), (400.0, 40.0))


def uid_of(*parts: object) -> str:
    """A UID under 2.25 (ITU-T X.667) from a hash of the parts: the same parts, the same UID."""
    digest = hashlib.sha256("/".join(map(str, ("liverlens-phantom", *parts))).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def patient_id(case: str, seed: int) -> str:
    return f"PHANTOM-{case.upper()}-{seed}"


def series_tags(
    case: str, seed: int, identity: tuple[object, ...], study_date: str, thickness_mm: float
) -> SeriesTags:
    """The tags as they read back from the DICOM files that `write_dicom` makes.

    Args:
        case, seed: the patient.
        identity: (case, seed, slices, size, ...): all that tells one phantom from another.
        study_date: YYYYMMDD.
    """
    return SeriesTags(
        patient_name=f"Phantom^{case.capitalize()}",
        patient_id=patient_id(case, seed),
        acquired_at=study_date + STUDY_TIME,
        study_uid=uid_of("study", *identity),
        study_date=study_date,
        study_description=STUDY_DESCRIPTION,
        series_description=SERIES_DESCRIPTION,
        series_number=2,
        modality="CT",
        manufacturer=MANUFACTURER,
        kernel=KERNEL,
        contrast_agent=CONTRAST_AGENT,
        slice_thickness_mm=thickness_mm,
        kvp=KVP,
        body_part="ABDOMEN",
        frame_of_reference_uid=uid_of("frame", *identity),
        window=WINDOWS[0],
    )
