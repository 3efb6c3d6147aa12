"""MR: echoes, b values and times under one series UID, and other planes than the axial one."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from core.dicom import MemoryFile
from tools.conditions.condition import READ, REFUSED, WARNED, Condition
from tools.conditions.slices import files
from tools.mock_dicom.mock_slice import to_bytes
from tools.mock_dicom.mr_slices import (
    N_SLICES,
    diffusion,
    dual_echo,
    dynamic,
    enhanced,
    mr_slice,
    stack,
)


def _one_file(dataset: Dataset) -> list[MemoryFile]:
    return [MemoryFile("IM1", to_bytes(dataset, ExplicitVRLittleEndian))]


def _read(what: str, made: list[Dataset], count: int = 1) -> Condition:
    return Condition(what, lambda: files(made), READ, (), (N_SLICES,) * count)


CONDITIONS: tuple[Condition, ...] = (
    _read("A coronal series", stack("coronal")),
    _read("A sagittal series", stack("sagittal")),
    Condition(
        "An oblique series",
        lambda: files(stack("oblique")),
        WARNED,
        ("angled_slices",),
        (N_SLICES,),
    ),
    _read("Two echoes under one series UID", dual_echo(), 2),
    _read("Three b values and their ADC map under one series UID", diffusion(), 4),
    _read("Three time points under one series UID", dynamic(), 3),
    Condition(
        "An Enhanced MR of two echoes",
        lambda: _one_file(enhanced(echoes=(2.3, 4.6))),
        READ,
        (),
        (N_SLICES, N_SLICES),
    ),
    Condition(
        "Diffusion coefficients in mm²/s, near 0.001",
        lambda: files(stack(RescaleSlope="1e-6", RescaleIntercept="0")),
        WARNED,
        ("values_times",),
        (N_SLICES,),
    ),
    Condition(
        "Six images of one place",
        lambda: files(
            mr_slice(0, step=k, EchoTime=str(k), SOPInstanceUID=f"1.2.{k + 1}") for k in range(6)
        ),
        REFUSED,
        ("all_at_one_place",),
    ),
)
