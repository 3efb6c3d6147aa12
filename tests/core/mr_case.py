"""An MR series of DICOM files with a lesion whose place and values are known, and its analysis."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset

from core.dicom import MemoryFile, load_series
from core.measurements import Measurement
from core.pipeline import Analysis, analyze
from core.preprocessing import PreprocessingConfig
from core.series import Series
from tests.core.known_network import MALIGNANT_HU, SIZE, block_volume, known_model, small_livers
from tests.core.measurements.made import ellipse
from tools.mock_dicom.mock_slice import to_bytes
from tools.mock_dicom.mr_slices import ORIGIN, PLANES, mr_slice

MODEL = known_model(
    preprocessing=PreprocessingConfig(size=SIZE, pixel_mm=1.5, max_pixel_mm=1.5, modality="MR")
)
#: Lesion 1: rows 20..29, columns 24..31 of slices 2 and 3, counted from 0; pixels of 1.5 mm.
LESION = (slice(2, 4), slice(20, 30), slice(24, 32))
STEP_MM = 5.0
#: The 1st and the 99th percentile of the signal in the body: the network sees 0 and 255 there, and
#: the lesion's 55 is a signal of 1000 + 55 x 1000 / 255.
DARK, BRIGHT = 1000, 2000
LESION_SIGNAL = round(DARK + MALIGNANT_HU * (BRIGHT - DARK) / 255)


def signal() -> np.ndarray:
    """(5, 64, 64): air in two rows, the darkest tissue in two; the rest as the network reads it."""
    seen = block_volume(5).astype(float)
    seen[LESION] = MALIGNANT_HU
    made = np.rint(DARK + np.minimum(seen, 255) * (BRIGHT - DARK) / 255)
    made[:, :2], made[:, 2:4], made[:, -2:] = 0, DARK, BRIGHT
    return made.astype(np.uint16)


def mr_files(plane: str = "axial", **changes: object) -> list[MemoryFile]:
    """A file for each slice; `changes` are DICOM keywords."""
    return [
        MemoryFile(f"{index}.dcm", to_bytes(_slice(index, pixels, plane, **changes)))
        for index, pixels in enumerate(signal())
    ]


def _slice(index: int, pixels: np.ndarray, plane: str, **changes: object) -> Dataset:
    directions = np.array(PLANES[plane], float)
    # Against the order of the slices where the cross product points the other way.
    normal = np.cross(directions[:3], directions[3:])
    normal *= np.sign(normal[np.abs(normal).argmax()])
    options = {
        "ImagePositionPatient": [float(mm) for mm in ORIGIN + index * STEP_MM * normal],
        "PixelSpacing": [1.5, 1.5],
        "SliceThickness": STEP_MM,
        "SpacingBetweenSlices": STEP_MM,
        "Rows": SIZE,
        "Columns": SIZE,
        "PixelData": pixels.tobytes(),
        "SeriesDescription": "T1 dual echo",
    }
    return mr_slice(index, plane, **{**options, **changes})


def mr(plane: str = "axial", **changes: object) -> Series:
    return load_series(mr_files(plane, **changes))


def analysed(series: Series | None = None) -> Analysis:
    with small_livers():
        return analyze(series or mr(), MODEL, engine="torch")


def measured() -> tuple[Measurement, ...]:
    """A region on slice 3 of the acquired ones."""
    return (ellipse(plane="axial", slice_index=2, slab="", given_name="", mean_hu=1416.0),)
