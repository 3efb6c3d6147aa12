"""Files that unpack to more than there is, or whose headers ask for more."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
from pydicom.uid import JPEG2000Lossless, RLELossless

from tools.mock_dicom.mock_slice import ct_slice, to_bytes

_MIB = 2**20
#: What a bomb unpacks to.
_SIZE = 1024 * _MIB


def bombs() -> dict[str, Callable[[], bytes]]:
    """File name -> what makes its content."""
    return {
        "zeros.zip": lambda: _zip(zipfile.ZIP_DEFLATED),
        "zeros-bzip2.zip": lambda: _zip(zipfile.ZIP_BZIP2),
        "zeros-lzma.zip": lambda: _zip(zipfile.ZIP_LZMA),
        "slice-and-zeros.zip": lambda: _zipped("IM0", _slice() + bytes(60 * _MIB)),
        "many.zip": _many_members,
        "in-itself.zip": _nested_zip,
        "lying-size.zip": _lying_zip,
        "zeros.gz": lambda: _gzipped(b""),
        "zeros.dcm.gz": lambda: _gzipped(_slice()),
        "gz-in-gz.gz": lambda: gzip.compress(gzip.compress(_gzipped(b""))),
        "zeros.bz2": lambda: _bzipped(b""),
        "zeros.dcm.bz2": lambda: _bzipped(_slice()),
        "zeros.tar.gz": lambda: gzip.compress(_tar_head(_SIZE)) + _gzipped(b""),
        "zeros.tar.bz2": lambda: bz2.compress(_tar_head(_SIZE)) + _bzipped(b""),
        "tar-in-tar.tar.gz": lambda: gzip.compress(_tar("in.tar", _tar("IM0", _slice()))),
        "many.tar": _many_in_tar,
        "claims.tar": lambda: _tar_head(2**40) + bytes(10_000),
        "claims-2-63.tar": lambda: _tar_head(2**62) + bytes(10_000),
        "claims-by-pax.tar": _pax_tar,
        "sparse.tar": _sparse_tar,
        "long-name.tar": _long_name_tar,
        "zeros.nii.gz": lambda: gzip.compress(_nifti((64, 64, 4))) + _gzipped(b""),
        "huge.nii.gz": lambda: gzip.compress(_nifti((32767, 32767, 32767))),
        "huge.nii": lambda: _nifti((32767, 32767, 32767)),
        "zeros.nrrd": lambda: _nrrd("gzip", "64 64 4") + _gzipped(b""),
        "zeros-bz2.nrrd": lambda: _nrrd("bzip2", "64 64 4") + _bzipped(b""),
        "huge.nrrd": lambda: _nrrd("gzip", "100000 100000 100000") + _gzipped(b""),
        "overflow.nrrd": lambda: _nrrd("raw", "4294967296 4294967296 4294967296"),
        "negative.nrrd": lambda: _nrrd("raw", "-64 -64 4") + bytes(64 * 64 * 8),
        "skip.nrrd": lambda: _nrrd("gzip", "64 64 4", "byte skip: 900000000") + _gzipped(b""),
        "endless.nrrd": lambda: b"NRRD0004\n" + b"# x\n" * 10_000_000,
        "zeros.mha": lambda: _mha("64 64 4", "CompressedData = True") + _deflated(),
        "huge.mha": lambda: _mha("100000 100000 100000", "CompressedData = True") + _deflated(),
        "overflow.mha": lambda: _mha("4294967296 4294967296 4294967296"),
        "skip.mha": lambda: _mha("64 64 4", "HeaderSize = 99999999999999999999"),
        "many-axes.mha": lambda: _mha(" ".join(["2"] * 5000)),
        "endless.mha": lambda: b"ObjectType = Image\nDimSize = 1\n" + b"Comment = x\n" * 4_000_000,
        "deflated.dcm": _deflated_dicom,
        "huge-matrix.dcm": lambda: to_bytes(ct_slice(Rows=65535, Columns=65535)),
        "many-frames.dcm": lambda: to_bytes(ct_slice(NumberOfFrames=2**31 - 1)),
        "rle.dcm": _rle,
        "j2k.dcm": _jpeg_2000,
        "deep.dcm": _deep_sequences,
        "zeros.xz": lambda: lzma.compress(bytes(50 * _MIB)),
    }


@cache
def _slice() -> bytes:
    return to_bytes(ct_slice(1.0, np.full((64, 64), 1000, np.uint16)))


def _gzipped(start: bytes) -> bytes:
    """`start` and zeros: members of 16 MiB one after another are one gzip file (RFC 1952)."""
    return gzip.compress(start) + gzip.compress(bytes(16 * _MIB)) * (_SIZE // (16 * _MIB))


def _bzipped(start: bytes) -> bytes:
    return (bz2.compress(start) if start else b"") + bz2.compress(bytes(16 * _MIB)) * (
        _SIZE // (16 * _MIB)
    )


def _deflated(window: int = 15) -> bytes:
    """A zlib stream of zeros: after a full flush the same megabyte can be said again and again.
    Its checksum is wrong, which shows only at the very end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    first = packer.compress(bytes(_MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(_MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (_SIZE // _MIB) + packer.flush()


def _zip(method: int) -> bytes:
    return _zipped("zeros", bytes(200 * _MIB), method)


def _zipped(name: str, body: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:
        archive.writestr(name, body)
    return file.getvalue()


def _many_members() -> bytes:
    file, body = io.BytesIO(), bytes(900_000)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(300):
            archive.writestr(f"IM{number}", body)
    return file.getvalue()


def _nested_zip() -> bytes:
    data = _zipped("zeros", bytes(50 * _MIB))
    for depth in range(10):
        data = _zipped(f"{depth}.zip", data)
    return data


def _lying_zip() -> bytes:
    """Says 10 bytes, unpacks to 200 MiB."""
    data = bytearray(_zip(zipfile.ZIP_DEFLATED))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(magic) + at
        data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def _tar_head(size: int) -> bytes:
    info = tarfile.TarInfo("IM0.dcm")
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT)


def _tar(name: str, body: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(body)
        archive.addfile(info, io.BytesIO(body))
    return file.getvalue()


def _many_in_tar() -> bytes:
    return _tar_head(0) * 200_000 + bytes(1024)


def _pax_tar() -> bytes:
    info = tarfile.TarInfo("IM0.dcm")
    info.pax_headers = {"size": "999999999999999999", "path": "x" * 100_000}
    return info.tobuf(tarfile.PAX_FORMAT) + bytes(10_000)


def _sparse_tar() -> bytes:
    """A sparse file of 8 TB, as GNU tar writes it."""
    info = tarfile.TarInfo("IM0.dcm")
    info.type = tarfile.GNUTYPE_SPARSE
    info.size = 512
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000)


def _long_name_tar() -> bytes:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 60 * _MIB
    return info.tobuf(tarfile.GNU_FORMAT) + b"a" * (60 * _MIB) + _tar_head(0) + bytes(1024)


def _nifti(shape: tuple[int, int, int]) -> bytes:
    import nibabel

    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.int16)
    header["dim"] = [3, *shape, 1, 1, 1, 1]
    header["pixdim"][1:4] = 1
    header.set_sform(np.eye(4), code=1)
    header["vox_offset"] = 352
    header["magic"] = b"n+1"
    return header.binaryblock + bytes(4)


def _nrrd(encoding: str, sizes: str, *more: str) -> bytes:
    lines = [
        "NRRD0004",
        "type: short",
        "dimension: 3",
        "space: left-posterior-superior",
        f"sizes: {sizes}",
        "space directions: (1,0,0) (0,1,0) (0,0,1)",
        "kinds: domain domain domain",
        "endian: little",
        f"encoding: {encoding}",
        "space origin: (0,0,0)",
        *more,
    ]
    return "\n".join([*lines, "", ""]).encode()


def _mha(sizes: str, *more: str) -> bytes:
    lines = [
        "ObjectType = Image",
        f"NDims = {len(sizes.split())}",
        "BinaryData = True",
        "BinaryDataByteOrderMSB = False",
        *more,
        "TransformMatrix = 1 0 0 0 1 0 0 0 1",
        "Offset = 0 0 0",
        "ElementSpacing = 1 1 1",
        f"DimSize = {sizes}",
        "ElementType = MET_SHORT",
        "ElementDataFile = LOCAL",
        "",
    ]
    return "\n".join(lines).encode()


def _deflated_dicom() -> bytes:
    whole = to_bytes(ct_slice(), "1.2.840.10008.1.2.1.99")
    meta = 132 + 12 + int.from_bytes(whole[140:144], "little")
    return whole[:meta] + _deflated(-15)


def _encapsulated(frames: bytes, syntax: str) -> bytes:
    ds = ct_slice(1.0, np.zeros((4096, 4096), np.uint16), PixelData=frames)
    ds["PixelData"].is_undefined_length = True
    return to_bytes(ds, syntax)


def _rle() -> bytes:
    """Two segments of which each byte says "128 zeros"."""
    body = b"\x81\x00" * 4_000_000
    header = b"".join(n.to_bytes(4, "little") for n in (2, 64, 64 + len(body) // 2)) + bytes(52)
    return _encapsulated(_items(header + body), RLELossless)


def _jpeg_2000() -> bytes:
    """A codestream that states 2^31 by 2^31 samples of 16,384 components."""
    side = (2**31 - 1).to_bytes(4, "big")
    zero = bytes(4)
    size = side * 2 + zero * 2 + side * 2 + zero * 2 + (16384).to_bytes(2, "big")
    marker = b"\xff\x51" + (2 + 2 + len(size) + 3).to_bytes(2, "big") + b"\0\0" + size + b"\x0f\1\1"
    return _encapsulated(_items(b"\xff\x4f" + marker + b"\xff\xd9"), JPEG2000Lossless)


def _items(frame: bytes) -> bytes:
    frame += b"\0" * (len(frame) % 2)
    item = b"\xfe\xff\x00\xe0"
    return item + bytes(4) + item + len(frame).to_bytes(4, "little") + frame


def _deep_sequences() -> bytes:
    """100,000 sequences in each other, none of which ends."""
    nested = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 100_000
    whole = to_bytes(ct_slice())
    at = whole.index(b"\x08\x00\x60\x00CS")
    return whole[:at] + nested + whole[at:]
