"""DICOM Segmentation objects (PS3.3 A.51): segments by their names, frames by their places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
from pydicom import Dataset

from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.errors import InputError, TrainingDataError
from core.labels import BENIGN_CODE, LIVER_CODE
from core.series import Series
from core.training.prepare.scans import TUMOUR_CODE

SEGMENTATION_CLASS = "1.2.840.10008.5.1.4.1.1.66.4"
#: Words in a segment's label or type, most telling first.
WORDS = (
    (BENIGN_CODE, ("cyst", "haemangioma", "hemangioma", "benign")),
    (
        TUMOUR_CODE,
        ("tumor", "tumour", "lesion", "mass", "neoplasm", "metasta", "carcinoma", "hcc", "nodule"),
    ),
    (LIVER_CODE, ("liver", "hepat")),
)
#: Vessels and parts that carry the liver's name and are not the liver.
NOT_LIVER = ("vein", "arter", "vessel", "duct", "portal", "segment", "lobe")
#: Whose lesions are not the liver's.
ELSEWHERE = ("kidney", "renal", "lung", "pulm", "spleen", "pancrea", "bone", "lymph", "breast")
#: A frame belongs to the slice whose origin is nearer than this share of the pixel and distance.
PLACE_TOLERANCE = 0.5
DIRECTION_TOLERANCE = 0.01


def read_dicom_seg(path: Path, series: Series, ct_name: str) -> tuple[np.ndarray, list[str]]:
    """The liver and its lesions on the CT's voxels.

    Returns:
        (z, y, x) uint8 with mask codes and `TUMOUR_CODE`, and the names of segments not used.

    Raises:
        InputError: no DICOM Segmentation, or damaged.
        TrainingDataError: it doesn't lie on the CT, or holds no liver.
    """
    try:
        with quiet_pydicom():
            dataset = pydicom.dcmread(path)
            if dataset.SOPClassUID != SEGMENTATION_CLASS:
                raise InputError(f"{path.name}: is no NIfTI and no DICOM SEG: convert it to one.")
            segments = {int(s.SegmentNumber): _name(s) for s in dataset.SegmentSequence}
            frames = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns)
            places = [_place(group, dataset) for group in dataset.PerFrameFunctionalGroupsSequence]
            fractional = dataset.get("SegmentationType") == "FRACTIONAL"
            threshold = dataset.MaximumFractionalValue / 2 if fractional else 0.5
    except PYDICOM_ERRORS as error:
        raise InputError(f"{path.name}: can't be read as a DICOM SEG: fetch it again.") from error
    coded = {number: segment_code(name) for number, name in segments.items()}
    if LIVER_CODE not in coded.values():
        raise TrainingDataError(
            f"{path.name}: holds no segment called liver, without which healthy liver can't be "
            "told from the rest: add it."
        )
    if frames.shape[1:] != series.volume.shape[1:]:
        raise TrainingDataError(
            f"{path.name} has {frames.shape[2]} x {frames.shape[1]} pixels and {ct_name} "
            f"{series.volume.shape[2]} x {series.volume.shape[1]}: check that they belong together."
        )
    codes = np.zeros(series.volume.shape, dtype=np.uint8)
    # Liver first, then cysts, then tumours: a later one is drawn over an earlier.
    for code in (LIVER_CODE, BENIGN_CODE, TUMOUR_CODE):
        for pixels, (number, origin, direction) in zip(frames, places, strict=True):
            if coded.get(number) != code:
                continue
            index = _slice_at(origin, direction, series)
            if index is None:
                raise TrainingDataError(
                    f"{path.name} has a frame that lies on no slice of {ct_name}: check that they "
                    "belong together."
                )
            codes[index][pixels > threshold] = code
    return codes, sorted(name for number, name in segments.items() if not coded[number])


def segment_code(name: str) -> int:
    """The code of a segment by its name, 0 for what is neither liver nor lesion."""
    name = name.lower()
    if any(word in name for word in ELSEWHERE):
        return 0
    for code, words in WORDS:
        if any(word in name for word in words):
            named_part = code == LIVER_CODE and any(word in name for word in NOT_LIVER)
            return 0 if named_part else code
    return 0


def _name(segment: Dataset) -> str:
    """The label a person gave; the coded type where that says nothing."""
    types = segment.get("SegmentedPropertyTypeCodeSequence") or [Dataset()]
    label, meaning = str(segment.get("SegmentLabel", "")), str(types[0].get("CodeMeaning", ""))
    return label if segment_code(label) or not segment_code(meaning) else meaning


def _place(group: Dataset, dataset: Dataset) -> tuple[int, np.ndarray, np.ndarray]:
    """(segment number, origin LPS mm, six direction cosines) of a frame."""
    shared = dataset.SharedFunctionalGroupsSequence[0]
    number = int(group.SegmentIdentificationSequence[0].ReferencedSegmentNumber)
    position = (group.get("PlanePositionSequence") or shared.PlanePositionSequence)[0]
    turned = (group.get("PlaneOrientationSequence") or shared.PlaneOrientationSequence)[0]
    return (
        number,
        np.array(position.ImagePositionPatient, dtype=float),
        np.array(turned.ImageOrientationPatient, dtype=float),
    )


def _slice_at(origin: np.ndarray, direction: np.ndarray, series: Series) -> int | None:
    """The slice on which a frame lies, or None."""
    expected = np.array([*series.row_direction, *series.column_direction])
    if np.abs(direction - expected).max() > DIRECTION_TOLERANCE:
        return None
    away = series.slice_origins_mm - origin
    along = np.abs(away @ series.normal)
    index = int(along.argmin())
    sideways = np.linalg.norm(away[index] - (away[index] @ series.normal) * series.normal)
    near = along[index] <= PLACE_TOLERANCE * series.spacing_mm[0]
    return index if near and sideways <= PLACE_TOLERANCE * min(series.spacing_mm[1:]) else None
