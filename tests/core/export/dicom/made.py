"""A small CT read from DICOM files, with a lesion whose place and size are known."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from core.dicom import MemoryFile, load_series
from core.export.dicom import OfAnalysis, source_headers
from core.pipeline import Analysis, analyze
from core.series import Series
from tests.core.known_network import MALIGNANT_HU, block_volume, known_model, small_livers
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

MODEL = known_model()
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
#: Of every slice; all of type 2.
IDENTITY = {
    "PatientBirthDate": "19610203",
    "PatientSex": "F",
    "AccessionNumber": "ACC-815",
    "ReferringPhysicianName": "ROE^RICHARD",
    "StudyID": "ST-42",
    "StudyTime": "101112",
}
#: Lesion 1: rows 20..29, columns 24..31 of slices 2 and 3, counted from 0; pixels of 1.5 mm.
LESION = (slice(2, 4), slice(20, 30), slice(24, 32))


def volume() -> np.ndarray:
    """HU (5, 64, 64)."""
    made = block_volume(5)
    made[LESION] = MALIGNANT_HU
    return made


def ct_files(hu: np.ndarray | None = None, **changes: object) -> list[MemoryFile]:
    """Slices 5 mm apart; `changes` are DICOM keywords, None removes the element."""
    hu = volume() if hu is None else hu
    options = {"PixelSpacing": [1.5, 1.5], **IDENTITY, **changes}
    # What was never there can't be removed.
    options = {key: value for key, value in options.items() if value or key not in IDENTITY}
    return [
        MemoryFile(
            f"{index}.dcm",
            to_bytes(ct_slice(5.0 * index, (plane + 1024).astype(np.uint16), **options)),
        )
        for index, plane in enumerate(hu)
    ]


def ct(hu: np.ndarray | None = None, **changes: object) -> Series:
    return load_series(ct_files(hu, **changes))


def analysed(series: Series | None = None) -> Analysis:
    with small_livers():
        return analyze(series or ct(), MODEL, engine="torch")


def of_analysis(analysis: Analysis, *, include_name: bool = True) -> OfAnalysis:
    return OfAnalysis(analysis, source_headers(analysis.series, include_name=include_name), WHEN)
