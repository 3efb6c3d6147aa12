"""DICOM Segmentation files of known segments, frames and pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.utils import pack_bits

from core.dicom.segmentation import SEGMENTATION_CLASS
from tools.mock_dicom.mock_slice import AXIAL, ct_slice, write


def item(**values) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def segment(number: int, label: str, meaning: str = "Tissue") -> Dataset:
    kind = item(CodeValue="T", CodingSchemeDesignator="SCT", CodeMeaning=meaning)
    return item(SegmentNumber=number, SegmentLabel=label, SegmentedPropertyTypeCodeSequence=[kind])


def frame(number: int, z: float, x: float = -10.0) -> Dataset:
    return item(
        SegmentIdentificationSequence=[item(ReferencedSegmentNumber=number)],
        PlanePositionSequence=[item(ImagePositionPatient=[x, -20.0, z])],
    )


def save(
    path: Path,
    segments: list[Dataset],
    frames: list[Dataset],
    pixels: np.ndarray,
    *,
    kind: str = "BINARY",
    orientation: list[float] = AXIAL,
    pixel_mm: tuple[float, float] | None = None,
    **changes: object,
) -> Path:
    """A SEG with the frames' pixels, (n, rows, columns) of 0 and 1 (or 0..255, FRACTIONAL)."""
    dataset = ct_slice(0.0, np.zeros(pixels.shape[1:], np.uint16))
    dataset.SOPClassUID, dataset.Modality, dataset.NumberOfFrames = (
        SEGMENTATION_CLASS,
        "SEG",
        len(pixels),
    )
    dataset.SegmentationType, dataset.SegmentSequence = kind, segments
    dataset.MaximumFractionalValue = 255
    shared = item(PlaneOrientationSequence=[item(ImageOrientationPatient=orientation)])
    if pixel_mm:
        shared.PixelMeasuresSequence = [item(PixelSpacing=list(pixel_mm), SliceThickness=5.0)]
    dataset.SharedFunctionalGroupsSequence = [shared]
    dataset.PerFrameFunctionalGroupsSequence = frames
    bits = 1 if kind == "BINARY" else 8
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit, dataset.PixelRepresentation = bits - 1, 0
    del dataset.RescaleSlope, dataset.RescaleIntercept
    flat = pixels.astype(np.uint8).ravel()
    dataset.PixelData = pack_bits(flat) if kind == "BINARY" else flat.tobytes()
    for keyword, value in changes.items():
        setattr(dataset, keyword, value)
    return write(dataset, path)
