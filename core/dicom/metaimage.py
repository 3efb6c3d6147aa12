"""The MetaImage format of ITK (.mha, .mhd), whose definition is at itk.org/Wiki/MetaIO."""

from __future__ import annotations

import re
import zlib

import numpy as np

from core.dicom import sentences
from core.dicom.length_units import in_mm
from core.dicom.limits import Limits
from core.dicom.raw_volume import RawVolume, bytes_needed
from core.dicom.set_aside import SetAside

KIND = "MetaImage"
MAX_HEADER_BYTES = 2**20
#: What the header calls voxels that follow it in the same file.
LOCAL = "LOCAL"
TYPES = {
    "MET_CHAR": "i1",
    "MET_UCHAR": "u1",
    "MET_SHORT": "i2",
    "MET_USHORT": "u2",
    "MET_INT": "i4",
    "MET_UINT": "u4",
    "MET_LONG": "i4",
    "MET_ULONG": "u4",
    "MET_LONG_LONG": "i8",
    "MET_ULONG_LONG": "u8",
    "MET_FLOAT": "f4",
    "MET_DOUBLE": "f8",
}
#: Bytes before the voxels that a header may ask to be skipped.
MAX_SKIP = 2**26
_FIRST_LINE = re.compile(rb"\s*(ObjectType|ObjectSubType|NDims|Comment|Name|ID)\s*=\s*\S")


def is_metaimage(head: bytes) -> bool:
    return _FIRST_LINE.match(head) is not None and b"DimSize" in head[:MAX_HEADER_BYTES]


def read_metaimage(data: bytes, limits: Limits) -> RawVolume:
    """The volume of a file with its voxels in it. Raises SetAside if it is damaged."""
    try:
        fields, start = header_of(data)
        return _volume(data, fields, start, limits)
    except (ArithmeticError, KeyError, ValueError, zlib.error) as error:
        raise SetAside(sentences.nifti.damaged_nifti(KIND)) from error


def header_of(data: bytes) -> tuple[dict[str, str], int]:
    """(fields, where the voxels begin): the header ends with the line of `ElementDataFile`.

    Raises ValueError if it doesn't end.
    """
    fields: dict[str, str] = {}
    start = 0
    while "ElementDataFile" not in fields:
        end = data.find(b"\n", start, MAX_HEADER_BYTES)
        if end < 0:
            end = min(len(data), MAX_HEADER_BYTES)
        if start >= end:
            raise ValueError("endless header")
        name, _, value = data[start:end].decode("utf-8", "replace").partition("=")
        fields[name.strip()] = value.strip()
        start = end + 1
    return fields, start


def _volume(data: bytes, fields: dict[str, str], start: int, limits: Limits) -> RawVolume:
    if fields["ElementDataFile"].upper() != LOCAL:
        raise SetAside(sentences.nifti.voxels_elsewhere(KIND))
    if fields.get("ElementNumberOfChannels", "1") != "1" or fields["ElementType"] not in TYPES:
        raise SetAside(sentences.nifti.nifti_colours(KIND))
    if not _is_true(fields.get("BinaryData", "True")):
        raise SetAside(sentences.nifti.voxels_packed_otherwise("text", KIND))
    dtype = np.dtype(TYPES[fields["ElementType"]])
    shape = [int(length) for length in fields["DimSize"].split()]
    if len(shape) != int(fields["NDims"]):
        raise ValueError("contradicts itself")
    needed = bytes_needed(shape, dtype, limits, KIND)
    voxels = _unpacked(data[start:], fields, needed)
    big = _is_true(
        fields.get("BinaryDataByteOrderMSB") or fields.get("ElementByteOrderMSB") or "False"
    )
    values = np.frombuffer(voxels, dtype.newbyteorder(">" if big else "<"))
    affine, placed = _placing(fields, len(shape))
    affine, warnings = in_mm(affine, "mm", KIND)
    if not placed:
        warnings.insert(0, sentences.nifti.nifti_orientation_unknown(KIND))
    return RawVolume(KIND, values.reshape(shape[:3], order="F"), affine, tuple(warnings))


def _placing(fields: dict[str, str], axes: int) -> tuple[np.ndarray, bool]:
    """((4, 4) affine to RAS mm, whether the file states it). MetaImage positions are LPS."""
    spacing = fields.get("ElementSpacing") or fields.get("ElementSize") or "1 " * axes
    directions = _first(fields, "TransformMatrix", "Orientation", "Rotation")
    origin = _first(fields, "Offset", "Position", "Origin")
    affine = np.eye(4)
    if directions is not None:
        # Each row of the file's matrix is the direction of one axis.
        affine[:3, :3] = np.reshape(directions, (axes, axes))[:3, :3].T
    affine[:3, :3] *= [float(size) for size in spacing.split()][:3]
    if origin is not None:
        affine[:3, 3] = origin[:3]
    return np.diag([-1, -1, 1, 1]) @ affine, directions is not None and origin is not None


def _first(fields: dict[str, str], *names: str) -> list[float] | None:
    text = next((fields[name] for name in names if name in fields), None)
    return None if text is None else [float(part) for part in text.split()]


def _unpacked(body: bytes, fields: dict[str, str], needed: int) -> bytes:
    """The voxels; no more is inflated than the header announces. Raises ValueError if too few."""
    skip = int(fields.get("HeaderSize", 0))
    if not -1 <= skip <= MAX_SKIP:
        raise ValueError("impossible skip")
    if _is_true(fields.get("CompressedData", "False")):
        body = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body[max(skip, 0) :], needed)
    elif skip < 0:
        body = body[max(0, len(body) - needed) :]
    else:
        body = body[skip : skip + needed]
    if len(body) < needed:
        raise ValueError("too few voxels")
    return body


def _is_true(text: str) -> bool:
    return text.strip().lower() in ("true", "1", "yes")
