"""The NIfTI format (.nii, .nii.gz), read by nibabel within a bound."""

from __future__ import annotations

import gzip
import io
import zlib
from struct import error as StructError

import nibabel
import numpy as np
from nibabel.filebasedimages import ImageFileError
from nibabel.spatialimages import HeaderDataError
from nibabel.wrapstruct import WrapStructError

from core.dicom import sentences
from core.dicom.length_units import in_mm
from core.dicom.limits import Limits
from core.dicom.members import has_many_members
from core.dicom.raw_volume import RawVolume, bytes_needed
from core.dicom.set_aside import SetAside
from core.dicom.suffixes import NIFTI_SUFFIXES
from core.sentence import Sentence

NIBABEL_ERRORS = (
    HeaderDataError,
    ImageFileError,
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    OSError,
    OverflowError,
    StructError,
    TypeError,
    ValueError,
    WrapStructError,
    zlib.error,
)
KIND = "NIfTI"
GZIP_MAGIC = b"\x1f\x8b"
#: Magic -> its offset in the header.
MAGICS = {b"n+1\0": 344, b"n+2\0": 4}
HEADER_BYTES = 1024
#: Extensions lie between header and voxels; DICOM headers stored there have kilobytes.
MAX_OFFSET = 2**26
#: Slopes and intercepts that leave the values as they are.
_UNSCALED = ((None, None), (1.0, 0.0))


def is_nifti(name: str, head: bytes) -> bool:
    """Whether the name or the first bytes are those of a NIfTI in one file."""
    if name.lower().endswith(NIFTI_SUFFIXES):
        return True
    if head.startswith(GZIP_MAGIC):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, HEADER_BYTES)
        except zlib.error:
            return False
    return any(head[place : place + 4] == magic for magic, place in MAGICS.items())


def read_nifti_file(data: bytes, limits: Limits) -> RawVolume:
    """The volume of a NIfTI file, its affine in mm. Raises SetAside if it is damaged."""
    try:
        image = _image(data, limits)
        values = np.asanyarray(image.dataobj)
        placed = any(image.header[f"{kind}form_code"] for kind in "sq")
        affine, warnings = affine_mm(image)
    except NIBABEL_ERRORS as error:
        raise SetAside(sentences.nifti.damaged_nifti()) from error
    if not placed:
        warnings.insert(0, sentences.nifti.nifti_orientation_unknown())
    return RawVolume(KIND, values.reshape(values.shape[:3]), affine, tuple(warnings))


def affine_mm(image: nibabel.Nifti1Pair) -> tuple[np.ndarray, list[Sentence]]:
    """(4, 4) voxel to RAS mm, by the header's unit of length, and warnings about that.

    Raises one of NIBABEL_ERRORS.
    """
    try:
        unit = image.header.get_xyzt_units()[0]
    except KeyError:  # a code that the standard doesn't know
        unit = "unknown"
    return in_mm(np.asarray(image.affine, dtype=np.float64), unit, KIND)


def _image(data: bytes, limits: Limits) -> nibabel.Nifti1Image:
    """The image, 3-D; no more is inflated than its header announces."""
    packed = data.startswith(GZIP_MAGIC)
    if packed and has_many_members([data]):
        raise SetAside(sentences.nifti.damaged_nifti())
    file = gzip.GzipFile(fileobj=io.BytesIO(data)) if packed else io.BytesIO(data)
    head = file.read(HEADER_BYTES)
    kind = nibabel.Nifti2Image if head[4:8] == b"n+2\0" else nibabel.Nifti1Image
    header = kind.header_class.from_fileobj(io.BytesIO(head), check=True)
    needed = bytes_needed(
        header.get_data_shape(),
        header.get_data_dtype(),
        limits,
        KIND,
        voxel_bytes=_voxel_bytes(header),
    )
    offset = max(int(header.get_data_offset()), 0)
    if offset > MAX_OFFSET:
        raise SetAside(sentences.nifti.damaged_nifti())
    rest = file.read(max(0, offset + needed - len(head)))
    return kind.from_bytes(head + rest)


def _voxel_bytes(header: nibabel.Nifti1Header) -> int:
    """Bytes per voxel in memory: nibabel applies a slope in double precision."""
    slope, intercept = header.get_slope_inter()
    return header.get_data_dtype().itemsize if (slope, intercept) in _UNSCALED else 8
