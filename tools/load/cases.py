"""A series of its own for every visitor, so that anything of another's is known at once."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass

from pydicom.uid import ExplicitVRLittleEndian

from core.phantom import make_phantom
from core.phantom.dicom_writer import dicom_slice

#: Small enough that twenty are made in seconds, and a liver is found in them.
SIZE = 128
FEWEST_SLICES = 12


@dataclass(frozen=True)
class Case:
    """A zip of one phantom; no two visitors' have the same number of slices."""

    name: str
    archive: bytes
    n_slices: int
    #: SHA-256 of the volume's bytes, int16 (z, y, x), as the server must send them.
    volume_sha256: str


def make_case(number: int) -> Case:
    """The series of visitor `number`, counted from 0."""
    n_slices = FEWEST_SLICES + number
    kind = ("malignant", "benign", "normal")[number % 3]
    phantom = make_phantom(kind, n_slices=n_slices, size=SIZE, seed=number)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for index in range(n_slices):
            dataset = dicom_slice(phantom, index)
            dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            file = io.BytesIO()
            dataset.save_as(file, enforce_file_format=True)
            bundle.writestr(f"IM{index:04d}.dcm", file.getvalue())
    volume = phantom.series.volume.astype("<i2")
    return Case(
        name=f"case-{number}.zip",
        archive=packed.getvalue(),
        n_slices=n_slices,
        volume_sha256=hashlib.sha256(volume.tobytes()).hexdigest(),
    )
