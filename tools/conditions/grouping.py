"""Which slices make a series, and where they lie."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np

from core.dicom import MemoryFile
from tools.conditions.condition import READ, REFUSED, SET_ASIDE, WARNED, Condition
from tools.conditions.slices import COUNT, again, files, stack
from tools.mock_dicom.mock_slice import CORONAL, ct_slice


def without(*missing: int) -> list[MemoryFile]:
    return files(ds for z, ds in enumerate(stack()) if z not in missing)


def tilted(degrees: float = 15.0) -> list[MemoryFile]:
    """The gantry leans, the table moves straight on."""
    angle = np.radians(degrees)
    leaning = [1, 0, 0, 0, round(float(np.cos(angle)), 6), round(float(np.sin(angle)), 6)]
    return files(stack(ImageOrientationPatient=leaning))


def other_matrix(count: int) -> list[MemoryFile]:
    small = [ct_slice(50.0 + z, pixels=np.zeros((2, 2), np.uint16)) for z in range(count)]
    return files(stack()) + files(small, "SMALL")


def bolus_tracking() -> list[MemoryFile]:
    slices = [
        ct_slice(4.0, pixels=1000 + k, InstanceNumber=k, SeriesInstanceUID="1.2.3.7")
        for k in range(12)
    ]
    for k, ds in enumerate(slices):
        ds.AcquisitionNumber, ds.SOPInstanceUID = k, f"1.2.7.{k + 1}"
    return files(stack()) + files(slices, "BOLUS")


def patients() -> list[MemoryFile]:
    other = {"PatientID": "ID-2", "PatientName": "ROE^RICHARD", "StudyInstanceUID": "1.5"}
    return files(stack()) + files(again(5, SeriesInstanceUID="1.5.1", **other), "B")


def placed(positions: Sequence[float], **changes: object) -> list[MemoryFile]:
    """Slices at these positions, mm."""
    return files(ct_slice(z, pixels=1024 + k, **changes) for k, z in enumerate(positions))


def higher(mm: float, **changes: object) -> list[MemoryFile]:
    """The ordinary stack, thinned to 4 mm, and a second pass that is this much higher."""
    passes = [
        [
            ct_slice(4 * z + up, pixels=1024 + z, AcquisitionNumber=number, **changes)
            for z in range(COUNT)
        ]
        for number, up in ((1, 0.0), (2, mm))
    ]
    return files(passes[0]) + files(passes[1], "B")


def twice(one: dict[str, object], other: dict[str, object]) -> list[MemoryFile]:
    """Two phases at the same places with the same instance numbers, and names of chance."""
    second = again(6, **other)
    for z, ds in enumerate(second):
        ds.PixelData = ct_slice(pixels=1200 + z).PixelData
    phases = files(stack(**one)) + files(second)
    random.Random(5).shuffle(phases)
    return [MemoryFile(f"{k}", file.data) for k, file in enumerate(phases)]


def called(one: str, other: str) -> list[MemoryFile]:
    return files(stack(), one) + files(again(6), other)


def own(*keywords: str, **changes: object) -> list[MemoryFile]:
    """A UID of its own for every slice."""
    slices = stack(**changes)
    for z, ds in enumerate(slices):
        for level, keyword in enumerate(keywords):
            setattr(ds, keyword, f"1.9.{level}.{z}")
    return files(slices)


def numbered_series() -> list[MemoryFile]:
    slices = stack()
    for z, ds in enumerate(slices):
        ds.SeriesInstanceUID, ds.SeriesNumber = f"1.9.{z}", z + 1
    return files(slices)


def spelt(*names: str) -> list[MemoryFile]:
    slices = stack()
    for z, ds in enumerate(slices):
        ds.PatientName = names[z % len(names)]
    return files(slices)


def at_one_place(*, located: bool) -> list[MemoryFile]:
    slices = stack()
    for z, ds in enumerate(slices):
        ds.ImagePositionPatient = [-10.0, -20.0, 0.0]
        if located:
            ds.SliceLocation = z
    return files(slices)


def _split(what: str, made: Callable[[], list[MemoryFile]], code: str) -> Condition:
    return Condition(what, made, WARNED, (code,), (COUNT, COUNT))


def _one(what: str, made: Callable[[], list[MemoryFile]], *codes: str) -> Condition:
    return Condition(what, made, WARNED if codes else READ, codes, (COUNT,))


_THIN_BELOW = [0, 2, 4, 6, 8, 14, 20, 26, 32, 38]
_PAIRS = [0, 2, 8, 10, 16, 18, 24, 26, 32, 34]

CONDITIONS = (
    _one("Thin slices below, thick ones above", lambda: placed(_THIN_BELOW), "uneven_spacing"),
    _one("Slices in pairs", lambda: placed(_PAIRS), "uneven_spacing"),
    _split(
        "Two acquisitions, the second a little higher",
        lambda: higher(1.5),
        "split_where_interleaved",
    ),
    _split(
        "Two acquisitions, the second half a slice higher",
        lambda: higher(2.0),
        "split_where_interleaved",
    ),
    _one(
        "Step and shoot: an acquisition number for every slice",
        lambda: files(ct_slice(z, pixels=1024 + z, AcquisitionNumber=z + 1) for z in range(COUNT)),
    ),
    _split(
        "Two tube voltages with the same numbers, names of chance",
        lambda: twice({"KVP": "80"}, {"KVP": "140"}),
        "split_at_shared_position",
    ),
    _split(
        "Two phases that only the protocol tells apart",
        lambda: twice({"ProtocolName": "arterial"}, {"ProtocolName": "venous"}),
        "split_at_shared_position",
    ),
    _split(
        "Two phases that only the files' names tell apart",
        lambda: called("arterial_", "venous_"),
        "split_at_shared_position",
    ),
    Condition(
        "Two phases that nothing tells apart",
        lambda: twice({}, {}),
        REFUSED,
        ("not_told_apart",),
    ),
    _one(
        "A series UID for every slice",
        lambda: own("SeriesInstanceUID"),
        "series_uid_for_every_slice",
    ),
    _one(
        "A series UID and a series number for every slice",
        numbered_series,
        "series_uid_for_every_slice",
    ),
    _one(
        "A frame of reference for every slice, as TCIA writes it",
        lambda: own("FrameOfReferenceUID"),
        "frame_of_reference_for_every_slice",
    ),
    _one("One patient's name in two spellings", lambda: spelt("DOE^JANE", "Doe^Jane^^^")),
    Condition(
        "All slices at one position, their slice locations differ",
        lambda: at_one_place(located=True),
        REFUSED,
        ("positions_lost",),
    ),
    Condition(
        "All slices at one position, and no other place is stated",
        lambda: at_one_place(located=False),
        REFUSED,
        ("all_at_one_place",),
    ),
    Condition("Two patients in one folder", patients, READ, (), (COUNT, COUNT)),
    Condition(
        "The same slices twice",
        lambda: files(stack()) + files(stack()[2:5], "COPY"),
        SET_ASIDE,
        ("identical_copy",),
        (COUNT,),
    ),
    Condition(
        "Two acquisitions at the same places",
        lambda: files(stack()) + files(again(2, AcquisitionNumber=2), "B"),
        WARNED,
        ("split_at_shared_position",),
        (COUNT, COUNT),
    ),
    Condition(
        "Two kernels under one series UID",
        lambda: (
            files(stack(ConvolutionKernel="B30f")) + files(again(3, ConvolutionKernel="B70f"), "B")
        ),
        WARNED,
        ("split_at_shared_position",),
        (COUNT, COUNT),
    ),
    Condition(
        "Bolus tracking beside the volume",
        bolus_tracking,
        SET_ASIDE,
        ("bolus_tracking",),
        (COUNT,),
    ),
    Condition(
        "Coronal slices in the series",
        lambda: (
            files(stack())
            + files([ct_slice(z, ImageOrientationPatient=CORONAL) for z in range(5)], "COR")
        ),
        SET_ASIDE,
        ("not_axial",),
        (COUNT,),
    ),
    Condition(
        "A few slices of another matrix",
        lambda: other_matrix(3),
        SET_ASIDE,
        ("other_matrix",),
        (COUNT,),
    ),
    Condition(
        "Many slices of another matrix",
        lambda: other_matrix(8),
        WARNED,
        ("mixed_grids",),
        (COUNT, 8),
    ),
    Condition("A slice is missing", lambda: without(4), WARNED, ("slices_missing",), (COUNT - 1,)),
    Condition("One slice only", lambda: files(stack(1)), WARNED, ("only_one_slice",), (1,)),
    Condition("Gantry tilt", tilted, WARNED, ("gantry_tilt",), (COUNT,)),
    Condition(
        "A stated tilt that the positions don't show",
        lambda: files(stack(GantryDetectorTilt=12)),
        WARNED,
        ("tilt_not_seen",),
        (COUNT,),
    ),
)
