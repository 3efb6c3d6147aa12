"""Reference masks: DICOM SEG with damage of every kind."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import REFERENCE, Case, Generator
from tools.fuzz.generators.damage import TELLING

VALUES = ("nan", "inf", "1e300", "0", "-1", "1e-300", "", "abc", "1", "-0.5", "1e9")


def given(data: bytes, rng: random.Random) -> Case:
    files = [MemoryFile("seg.dcm", data)]
    if rng.random() < 0.1:
        files.append(MemoryFile("mask.nii.gz", seeds.nifti("mask")))
    return Case(files, REFERENCE)


def bytes_of_it(rng: random.Random, number: int, folder: Path) -> Case:
    """Bits, bytes, cuts."""
    data = bytearray(seeds.segmentation())
    for _ in range(rng.choice((0, 1, 2, 8))):
        place = rng.randrange(len(data))
        data[place] = rng.choice((*TELLING, data[place] ^ 1 << rng.randrange(8)))
    if rng.random() < 0.4:
        del data[len(data) * (number % 100) // 100 :]
    return given(bytes(data), rng)


def meaning(rng: random.Random, number: int, folder: Path) -> Case:
    """Places, sizes, numbers of segments and frames that make no sense."""
    ds = pydicom.dcmread(io.BytesIO(seeds.segmentation()))
    shared = ds.SharedFunctionalGroupsSequence[0]
    frames = ds.PerFrameFunctionalGroupsSequence
    for _ in range(rng.choice((1, 1, 2, 3))):
        frame = rng.choice(frames)
        match rng.randrange(12):
            case 0:
                place = frame.PlanePositionSequence[0]
                place[0x00200032] = _number(0x00200032, rng, rng.choice((1, 2, 3, 3, 3, 4)))
            case 1:
                turned = shared.PlaneOrientationSequence[0]
                turned[0x00200037] = _number(0x00200037, rng, rng.choice((3, 6, 6, 6, 7)))
            case 2:
                measures = shared.PixelMeasuresSequence[0]
                measures[0x00280030] = _number(0x00280030, rng, rng.choice((1, 2, 2, 3)))
            case 3:
                measures = shared.PixelMeasuresSequence[0]
                measures[0x00180050] = _number(0x00180050, rng, 1)
            case 4:
                ds.Rows, ds.Columns = (
                    rng.choice((0, 1, 33, 4096, 65535)),
                    rng.choice((0, 32, 65535)),
                )
            case 5:
                ds.NumberOfFrames = rng.choice((0, 1, 5, 10**9))
            case 6:
                ds.BitsAllocated = rng.choice((0, 1, 8, 16, 32, 64))
            case 7:
                ds.PerFrameFunctionalGroupsSequence = list(frames) * rng.choice((0, 2, 100))
                frames = ds.PerFrameFunctionalGroupsSequence or frames
            case 8:
                ds.SegmentationType = rng.choice(("FRACTIONAL", "LABELMAP", ""))
                ds.MaximumFractionalValue = rng.choice((0, 1, 65535))
            case 9:
                label = rng.choice(
                    ("", "Liver\nx", "L" * 60, "DOE^JANE", "\x1b[31m", "vena portae")
                )
                rng.choice(ds.SegmentSequence).SegmentLabel = label
            case 10:
                frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber = rng.choice(
                    (0, 9, 65535)
                )
            case _:
                del ds[rng.choice([e.tag for e in ds])]
                if "SharedFunctionalGroupsSequence" not in ds or "SegmentSequence" not in ds:
                    break
                if "PerFrameFunctionalGroupsSequence" not in ds:
                    break
    file = io.BytesIO()
    try:
        ds.save_as(file)
    except (AttributeError, ValueError, TypeError, KeyError):  # pydicom won't write all of this
        return bytes_of_it(rng, number, folder)
    return given(file.getvalue(), rng)


def _number(tag: int, rng: random.Random, count: int) -> RawDataElement:
    raw = "\\".join(rng.choice(VALUES) for _ in range(count)).encode()
    raw += b" " * (len(raw) % 2)
    return RawDataElement(Tag(tag), "DS", len(raw), raw, 0, False, True)


GENERATORS = (
    Generator("SEG, any byte", bytes_of_it, 50),
    Generator("SEG, its meaning", meaning, 60),
)
