"""Slices to build conditions from."""

from __future__ import annotations

from collections.abc import Iterable

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from core.dicom import MemoryFile
from tools.conditions.condition import named
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

#: Slices of a condition's ordinary series: so many that a few odd ones are not half of it.
COUNT = 10


def stack(count: int = COUNT, first_mm: float = 0.0, /, **changes: object) -> list[Dataset]:
    """Axial slices 1 mm apart with the tags that are given (`ct_slice`)."""
    return [ct_slice(first_mm + z, pixels=1024 + z, **changes) for z in range(count)]


def files(
    slices: Iterable[Dataset], stem: str = "IM", syntax: str = ExplicitVRLittleEndian
) -> list[MemoryFile]:
    return named([to_bytes(ds, syntax) for ds in slices], stem)


def again(uid: int, **changes: object) -> list[Dataset]:
    """A second acquisition of the same stack, with other values and instance UIDs."""
    slices = stack(**changes)
    for z, ds in enumerate(slices):
        ds.SOPInstanceUID = f"1.2.{uid}.{z + 1}"
        ds.PixelData = bytes(reversed(ds.PixelData))
    return slices
