"""The NRRD format (.nrrd, .seg.nrrd), as its definition at teem.sourceforge.net/nrrd has it.

Only what 3D Slicer, ITK and pynrrd write is read: one volume of numbers, raw, gzip or bzip2.
"""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zlib

import numpy as np

from core.dicom import sentences
from core.dicom.length_units import in_mm
from core.dicom.limits import Limits
from core.dicom.members import has_many_members
from core.dicom.raw_volume import RawVolume, bytes_needed
from core.dicom.set_aside import SetAside

KIND = "NRRD"
MAGIC = b"NRRD000"
#: The header of a segmentation names each segment in a few lines.
MAX_HEADER_BYTES = 2**20
#: Bytes, and lines, before the voxels that a header may ask to be skipped.
MAX_SKIP, MAX_LINES = 2**26, 10_000
TYPES = {
    name: dtype
    for dtype, names in {
        "i1": "signed char,int8,int8_t",
        "u1": "uchar,unsigned char,uint8,uint8_t",
        "i2": "short,short int,signed short,signed short int,int16,int16_t",
        "u2": "ushort,unsigned short,unsigned short int,uint16,uint16_t",
        "i4": "int,signed int,int32,int32_t",
        "u4": "uint,unsigned int,uint32,uint32_t",
        "i8": "longlong,long long,long long int,signed long long,int64,int64_t",
        "u8": "ulonglong,unsigned long long,unsigned long long int,uint64,uint64_t",
        "f4": "float",
        "f8": "double",
    }.items()
    for name in names.split(",")
}
#: Space -> the signs that turn it to RAS.
SPACES = {
    "right-anterior-superior": (1, 1, 1),
    "ras": (1, 1, 1),
    "left-anterior-superior": (-1, 1, 1),
    "las": (-1, 1, 1),
    "left-posterior-superior": (-1, -1, 1),
    "lps": (-1, -1, 1),
}
UNITS = {
    "mm": "mm",
    "millimeter": "mm",
    "millimetre": "mm",
    "cm": "cm",
    "m": "meter",
    "meter": "meter",
    "metre": "meter",
    "um": "micron",
    "\u00b5m": "micron",
    "\u03bcm": "micron",
    "micron": "micron",
    "micrometer": "micron",
}
_VECTOR = re.compile(r"none|\(([^()]*)\)")
_SEGMENT = re.compile(r"(Segment\d+)_(Name|LabelValue)")


def is_nrrd(head: bytes) -> bool:
    return head.startswith(MAGIC)


def read_nrrd(data: bytes, limits: Limits) -> RawVolume:
    """The volume of a file with its voxels in it. Raises SetAside if it is damaged."""
    try:
        fields, keys, start = header_of(data)
        return _volume(data, fields, keys, start, limits)
    except (ArithmeticError, EOFError, KeyError, OSError, ValueError, zlib.error) as error:
        raise SetAside(sentences.nifti.damaged_nifti(KIND)) from error


def header_of(data: bytes) -> tuple[dict[str, str], dict[str, str], int]:
    """(fields, key/value pairs, where the voxels begin). Raises ValueError if it doesn't end."""
    fields: dict[str, str] = {}
    keys: dict[str, str] = {}
    start = 0
    while True:
        end = data.find(b"\n", start, MAX_HEADER_BYTES)
        if end < 0 and len(data) <= MAX_HEADER_BYTES and start < len(data):
            end = len(data)  # a header whose voxels are elsewhere may end with the file
        if end < 0:
            if start >= len(data):
                return fields, keys, start
            raise ValueError("endless header")
        line = data[start:end].decode("utf-8", "replace").strip()
        start = end + 1
        if not line:
            return fields, keys, start
        if line.startswith("#"):
            continue
        name, pair, value = line.partition(":=")
        if pair and ": " not in name:
            keys[name] = value
        else:
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()


def _volume(
    data: bytes, fields: dict[str, str], keys: dict[str, str], start: int, limits: Limits
) -> RawVolume:
    if "data file" in fields or "datafile" in fields:
        raise SetAside(sentences.nifti.voxels_elsewhere(KIND))
    if fields["type"].lower() not in TYPES:
        raise SetAside(sentences.nifti.nifti_colours(KIND))
    dtype = np.dtype(TYPES[fields["type"].lower()])
    shape = [int(length) for length in fields["sizes"].split()]
    affine, spatial, placed = _placing(fields, len(shape))
    # An axis of components, or of time, may stand before the three of space.
    others = [length for axis, length in enumerate(shape) if axis not in spatial]
    in_space = [shape[axis] for axis in spatial]
    needed = bytes_needed([*in_space, *others], dtype, limits, KIND)
    big = fields.get("endian", "little").lower() == "big"
    voxels = _unpacked(data[start:], fields, needed)
    values = np.frombuffer(voxels, dtype.newbyteorder(">" if big else "<"))
    units = re.findall(r"\"([^\"]*)\"", fields.get("space units", "") or fields.get("units", ""))
    unit = next((UNITS[name.lower()] for name in units if name.lower() in UNITS), "unknown")
    affine, warnings = in_mm(affine, unit, KIND)
    if not placed:
        warnings.insert(0, sentences.nifti.nifti_orientation_unknown(KIND))
    values = values.reshape(in_space, order="F")
    return RawVolume(KIND, values, affine, tuple(warnings), _names(keys))


def _placing(fields: dict[str, str], axes: int) -> tuple[np.ndarray, list[int], bool]:
    """((4, 4) affine to RAS in the file's unit, the axes of space, whether the file states it)."""
    affine = np.eye(4)
    signs = SPACES.get(fields.get("space", "").lower().removesuffix("-time"))
    stated = fields.get("space directions")
    if stated is None:
        spacings = [float(size) for size in fields.get("spacings", "").split()] or [1.0] * axes
        spatial = [axis for axis, size in enumerate(spacings) if np.isfinite(size)][:3]
        if axes == 3:
            spatial = [0, 1, 2]
        for column, axis in enumerate(spatial):
            affine[column, column] = spacings[axis]
    else:
        vectors = [match[1] for match in _VECTOR.finditer(stated)]
        spatial = [axis for axis, vector in enumerate(vectors) if vector is not None]
        if len(spatial) != 3 or len(vectors) != axes:
            raise SetAside(sentences.nifti.nifti_dimensions(axes, KIND))
        for column, axis in enumerate(spatial):
            affine[:3, column] = _numbers(vectors[axis] or "")
    if "space origin" in fields:
        affine[:3, 3] = _numbers(fields["space origin"].strip("() "))
    affine = np.diag([*(signs or (-1, -1, 1)), 1]) @ affine
    return affine, spatial, signs is not None and stated is not None


def _numbers(text: str) -> list[float]:
    """Three of them; of four, as in a series over time, the first three."""
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) < 3:
        raise ValueError("no vector in space")
    return numbers[:3]


def _unpacked(body: bytes, fields: dict[str, str], needed: int) -> bytes:
    """The voxels; no more is unpacked than the header announces. Raises ValueError if too few."""
    skip = int(fields.get("byte skip", fields.get("byteskip", 0)))
    lines = int(fields.get("line skip", fields.get("lineskip", 0)))
    if not (-1 <= skip <= MAX_SKIP and 0 <= lines <= MAX_LINES):
        raise ValueError("impossible skip")
    begin = 0
    for _ in range(lines):
        begin = body.index(b"\n", begin) + 1
    body = body[begin:]
    encoding = fields.get("encoding", "raw").lower()
    if encoding != "raw" and has_many_members([body]):
        raise ValueError("too many parts")
    if encoding == "raw":
        found = body[len(body) - needed :] if skip < 0 else body[skip : skip + needed]
    elif encoding in ("gzip", "gz"):
        found = gzip.GzipFile(fileobj=io.BytesIO(body)).read(max(skip, 0) + needed)[max(skip, 0) :]
    elif encoding in ("bzip2", "bz2"):
        found = bz2.BZ2File(io.BytesIO(body)).read(max(skip, 0) + needed)[max(skip, 0) :]
    else:
        raise SetAside(sentences.nifti.voxels_packed_otherwise(encoding[:20], KIND))
    if len(found) < needed:
        raise ValueError("too few voxels")
    return found


def _names(keys: dict[str, str]) -> dict[int, str]:
    """3D Slicer's names of segments: `Segment0_Name:=Liver`, `Segment0_LabelValue:=1`."""
    segments: dict[str, dict[str, str]] = {}
    for key, value in keys.items():
        match = _SEGMENT.fullmatch(key)
        if match:
            segments.setdefault(match[1], {})[match[2]] = value
    return {
        int(one["LabelValue"]): one["Name"].strip()
        for one in segments.values()
        if "Name" in one and one.get("LabelValue", "").strip().isdecimal()
    }
