"""Packed files that are small and unpack to much."""

from __future__ import annotations

import gzip
import io
import tarfile

import nibabel
import numpy as np

from core.dicom import MemoryFile


def packed_header(shape: tuple[int, int, int]) -> MemoryFile:
    """A packed NIfTI file of int16 that ends after its header."""
    header = nibabel.Nifti1Image(np.zeros((1, 1, 1), np.int16), np.eye(4)).header
    header.set_data_shape(shape)
    return MemoryFile("ct.nii.gz", gzip.compress(header.binaryblock + bytes(4)))


def tar_of_zeros(files: int, mode: str) -> bytes:
    """Files of a million bytes each."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for number in range(files):
            info = tarfile.TarInfo(f"{number}.dat")
            info.size = 1_000_000
            archive.addfile(info, io.BytesIO(bytes(info.size)))
    return file.getvalue()
