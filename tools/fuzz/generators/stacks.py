"""Slices that are each in order and make no series together: places, sizes, owners, copies."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataelem import RawDataElement

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

ODD = (0.0, 1e-12, 1e-4, 0.5, 1.0, 7.25, -3.0, 1e3, 1e5, -1e9, 1e15, 1e300)
DIRECTIONS = (
    [1, 0, 0, 0, 1, 0],
    [-1, 0, 0, 0, 1, 0],
    [1, 0, 0, 0, 0, -1],
    [0, 1, 0, 1, 0, 0],
    [0.999, 0.04, 0, -0.04, 0.999, 0],
    [0, 0, 0, 0, 0, 0],
    [1, 0, 0, 1, 0, 0],
    [0.8, 0, 0.6, 0, 1, 0],
    [1e300, 0, 0, 0, 1, 0],
)


def uploads(datasets: list) -> Case:
    return Case([MemoryFile(f"IM{k}", to_bytes(ds)) for k, ds in enumerate(datasets)])


def odd_geometry(rng: random.Random, number: int, folder: Path) -> Case:
    """Some of four to twelve slices lie, turn or measure differently from the rest."""
    slices = []
    for k in range(rng.choice((4, 12))):
        changes: dict = {}
        if rng.random() < 0.3:
            changes["ImagePositionPatient"] = [rng.choice(ODD) for _ in range(3)]
        if rng.random() < 0.2:
            changes["ImageOrientationPatient"] = rng.choice(DIRECTIONS)
        if rng.random() < 0.2:
            changes["PixelSpacing"] = [rng.choice(ODD), rng.choice(ODD)]
        if rng.random() < 0.2:
            changes["SliceThickness"] = rng.choice(ODD)
        if rng.random() < 0.1:
            changes["GantryDetectorTilt"] = rng.choice(ODD)
        if rng.random() < 0.2:
            changes["RescaleSlope"] = rng.choice(ODD)
        if rng.random() < 0.1:
            changes["RescaleIntercept"] = rng.choice(ODD)
        with_size = rng.random() < 0.1
        pixels = np.zeros((4, 7), np.uint16) if with_size else 1000 + k
        slices.append(ct_slice(3.0 * k, pixels, **_short(changes)))
    return uploads(slices)


def _short(changes: dict) -> dict:
    """Decimal strings hold 16 letters at most."""
    return {
        key: [f"{v:.4g}" for v in value] if isinstance(value, list) else f"{value:.4g}"
        for key, value in changes.items()
    }


def odd_owners(rng: random.Random, number: int, folder: Path) -> Case:
    """Patients, studies, numbers, phases and instance UIDs mixed in one series UID."""
    keywords = (
        "PatientID",
        "PatientName",
        "StudyInstanceUID",
        "FrameOfReferenceUID",
        "SeriesNumber",
        "AcquisitionNumber",
        "InstanceNumber",
        "SeriesInstanceUID",
        "TemporalPositionIdentifier",
        "AcquisitionTime",
        "ImageType",
        "ConvolutionKernel",
    )
    slices = []
    for _ in range(rng.choice((3, 8, 20))):
        changes = {k: rng.choice(("1", "2", "", "3")) for k in rng.sample(keywords, 3)}
        slices.append(ct_slice(float(rng.randrange(4)), 1000 + rng.randrange(3), **changes))
    return uploads(slices)


def many_grids(rng: random.Random, number: int, folder: Path) -> Case:
    """Thousands of slices, no two on one grid, or all at one place, or each another series."""
    template = to_bytes(ct_slice(1000.0, PixelSpacing=[0.51111, 0.52222]))
    kind, slices = rng.randrange(4), []
    for k in range(rng.choice((300, 3000))):
        data = template
        if kind == 0:
            data = data.replace(b"0.51111", f"{0.4 + k / 100:.5f}"[:7].encode())
        if kind == 1:
            data = data[:-2] + k.to_bytes(2, "little")
        if kind == 2:
            data = data.replace(b"1.2.3.2\0", f"1.{k:05d}\0".encode())
        if kind == 3:
            data = data.replace(b"1000.0", f"{k % 7 / 2:.1f}".ljust(6).encode())
            data = data[:-2] + k.to_bytes(2, "little")
        slices.append(MemoryFile(f"IM{k}", data))
    return Case(slices)


def odd_frames(rng: random.Random, number: int, folder: Path) -> Case:
    """Descriptions of frames with values that a plain header is not let through with."""
    ds = pydicom.dcmread(io.BytesIO(seeds.enhanced()))
    groups = list(ds.PerFrameFunctionalGroupsSequence)
    values = ("nan", "inf", "1e300", "0", "-1", "1e-300", "", "abc")
    for _ in range(rng.choice((1, 2, 4))):
        group = rng.choice(groups)
        match rng.randrange(6):
            case 0 if "PlanePositionSequence" in group:
                place = group.PlanePositionSequence[0]
                place["ImagePositionPatient"] = _text(0x00200032, values, 3, rng)
            case 1:
                shared = ds.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
                shared["PixelSpacing"] = _text(0x00280030, values, rng.choice((1, 2, 3)), rng)
            case 2:
                rescale = group.PixelValueTransformationSequence[0]
                rescale["RescaleSlope"] = _text(0x00281053, values, 1, rng)
            case 3:
                group.pop("PlanePositionSequence", None)
            case 4:
                group.FrameContentSequence = pydicom.Sequence()
            case _:
                shared = ds.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence[0]
                shared["ImageOrientationPatient"] = _text(0x00200037, values, 6, rng)
    if rng.random() < 0.2:
        ds.PerFrameFunctionalGroupsSequence = groups * rng.choice((0, 2, 200))
    file = io.BytesIO()
    ds.save_as(file)
    return Case([MemoryFile("enhanced", file.getvalue())])


def _text(tag: int, values: tuple[str, ...], count: int, rng: random.Random) -> RawDataElement:
    raw = "\\".join(rng.choice((*values, "1", "1")) for _ in range(count)).encode()
    raw += b" " * (len(raw) % 2)
    return RawDataElement(pydicom.tag.Tag(tag), "DS", len(raw), raw, 0, False, True)


GENERATORS = (
    Generator("odd geometry among slices", odd_geometry, 60),
    Generator("mixed owners and phases", odd_owners, 30),
    Generator("thousands of slices at odds", many_grids, 3),
    Generator("odd descriptions of frames", odd_frames, 30),
)
