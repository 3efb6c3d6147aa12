"""A volume file that announces more than it holds."""

from __future__ import annotations

import gzip

import nibabel
import numpy as np

from core.dicom import MemoryFile


def packed_header(shape: tuple[int, int, int]) -> MemoryFile:
    """A packed NIfTI file of int16 that ends after its header."""
    header = nibabel.Nifti1Image(np.zeros((1, 1, 1), np.int16), np.eye(4)).header
    header.set_data_shape(shape)
    return MemoryFile("ct.nii.gz", gzip.compress(header.binaryblock + bytes(4)))
