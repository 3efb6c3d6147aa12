"""Which slices make a series, and where they lie."""

from __future__ import annotations

import numpy as np

from core.dicom import MemoryFile
from tools.conditions.condition import READ, SET_ASIDE, WARNED, Condition
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


CONDITIONS = (
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
