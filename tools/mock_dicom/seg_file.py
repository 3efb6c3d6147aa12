"""DICOM Segmentation files of known segments, frames and pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.utils import pack_bits
from pydicom.uid import ExplicitVRLittleEndian

from core.dicom.kinds import LABEL_MAP_CLASS, SEGMENTATION_CLASS
from tools.mock_dicom.mock_slice import AXIAL, ct_slice, write


def item(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def code(meaning: str, value: str = "T", scheme: str = "SCT") -> Dataset:
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def segment(
    number: int, label: str, meaning: str = "Tissue", value: str = "T", **more: object
) -> Dataset:
    """`meaning` and `value` are those of the coded type; `more` are further DICOM keywords."""
    kind = code(meaning, value)
    return item(
        SegmentNumber=number,
        SegmentLabel=label,
        SegmentedPropertyTypeCodeSequence=[kind],
        **more,
    )


def frame(number: int | None, z: float, x: float = -10.0) -> Dataset:
    """One plane of a segment; None leaves the segment unsaid."""
    groups = item(PlanePositionSequence=[item(ImagePositionPatient=[x, -20.0, z])])
    if number is not None:
        groups.SegmentIdentificationSequence = [item(ReferencedSegmentNumber=number)]
    return groups


def save(
    path: Path,
    segments: list[Dataset],
    frames: list[Dataset],
    pixels: np.ndarray,
    *,
    kind: str = "BINARY",
    orientation: Sequence[float] = AXIAL,
    pixel_mm: tuple[float, float] | None = None,
    bits: int = 8,
    shared_segment: int | None = None,
    syntax: str = ExplicitVRLittleEndian,
    **changes: object,
) -> Path:
    """A SEG with the frames' pixels, (n, rows, columns).

    Args:
        pixels: 0 and 1; 0..255 if FRACTIONAL; numbers of segments, in 8 or 16 `bits`, if LABELMAP.
        shared_segment: the number of the only segment, in the shared functional groups.
    """
    dataset = ct_slice(0.0, np.zeros(pixels.shape[1:], np.uint16))
    dataset.SOPClassUID, dataset.Modality, dataset.NumberOfFrames = (
        LABEL_MAP_CLASS if kind == "LABELMAP" else SEGMENTATION_CLASS,
        "SEG",
        len(pixels),
    )
    dataset.SegmentationType, dataset.SegmentSequence = kind, segments
    dataset.MaximumFractionalValue = 255
    shared = item(PlaneOrientationSequence=[item(ImageOrientationPatient=orientation)])
    if pixel_mm:
        shared.PixelMeasuresSequence = [item(PixelSpacing=list(pixel_mm), SliceThickness=5.0)]
    if shared_segment is not None:
        shared.SegmentIdentificationSequence = [item(ReferencedSegmentNumber=shared_segment)]
    dataset.SharedFunctionalGroupsSequence = [shared]
    dataset.PerFrameFunctionalGroupsSequence = frames
    bits = 1 if kind == "BINARY" else bits
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit, dataset.PixelRepresentation = bits - 1, 0
    del dataset.RescaleSlope, dataset.RescaleIntercept
    flat = pixels.astype(np.uint16 if bits == 16 else np.uint8).ravel()
    dataset.PixelData = pack_bits(flat) if kind == "BINARY" else flat.tobytes()
    for keyword, value in changes.items():
        setattr(dataset, keyword, value)
    return write(dataset, path, syntax)
