"""The size that a compressed slice states, checked before a decoder believes it.

A decoder allocates the image that the codestream announces: in a crafted one, up to
65,535 x 65,535 pixels. The header of the file has already been checked against a limit. JPEG XL is
checked where it is decoded (`jpegxl_process`).
"""

from __future__ import annotations

import math
from struct import Struct
from typing import TYPE_CHECKING

from pydicom import uid

from core.dicom import sentences
from core.dicom.set_aside import SetAside

if TYPE_CHECKING:
    from core.dicom.frames import PixelLayout

#: JPEG 2000 (ISO/IEC 15444-1, A.5.1): start and size markers, then Lsiz, Rsiz, the far corner of
#: the image, its offset, the tiles, and the number of components.
_J2K_START = b"\xff\x4f\xff\x51"
_SIZ = Struct(">HHLLLLLLLLH")
#: JPEG (ITU-T T.81, B.2.2) and JPEG-LS (T.87, C.2.2): Lf, precision, lines, samples, components.
_JPEG_START = b"\xff\xd8"
_SOF = Struct(">HBHHB")
#: Start of frame of any process; C4, C8 and CC mean other things.
_FRAME_MARKERS = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
#: Start of frame -> the most general transfer syntax with that process.
_PROCESSES = {
    0xC0: uid.JPEGBaseline8Bit,
    0xC1: uid.JPEGExtended12Bit,
    0xC3: uid.JPEGLossless,
    0xF7: uid.JPEGLSNearLossless,
}
#: Of Rsiz: High-Throughput JPEG 2000 (ISO/IEC 15444-15, A.2).
_HIGH_THROUGHPUT = 0x4000
#: RLE (PS3.5 G.3): the number of segments, and where the first one begins.
_RLE_HEAD, _RLE_SEGMENTS, _RLE_FIRST = Struct("<LL"), range(1, 16), 64
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}
#: A codestream may be longer than its slice (noise does not compress), but not by much: at most
#: this many times as long, plus this many bytes.
MAX_RATIO, EXTRA_BYTES = 2, 2**16
#: One byte of RLE stands for at most 64; what comes to less than this in all is not counted.
_RLE_MOST, _UNCOUNTED_BYTES = 64, 2**28
#: For each tile of a JPEG 2000 image OpenJPEG takes some kilobytes before it decodes any. This many
#: are a slice of 4096 x 4096 in tiles of 64 x 64.
MAX_TILES = 4096


def check_size(codestream: bytes, layout: PixelLayout) -> None:
    """Raises SetAside if the codestream has another size than the slice, or too many tiles, or
    unpacks to far more than the slice."""
    most = MAX_RATIO * layout.frame_bytes + EXTRA_BYTES
    if len(codestream) > most:
        raise SetAside(sentences.pixels.undecodable_pixels())
    stated = stated_size(codestream)
    if stated is not None and stated != (layout.rows, layout.columns, 1):
        raise SetAside(sentences.pixels.undecodable_pixels())
    if _tiles(codestream) > MAX_TILES:
        raise SetAside(sentences.pixels.undecodable_pixels())
    # What can't fill much memory is not counted: that takes as long as its decoding.
    worth_it = stated is None and _RLE_MOST * len(codestream) > _UNCOUNTED_BYTES
    if worth_it and _unpacks_beyond(codestream, most):
        raise SetAside(sentences.pixels.undecodable_pixels())


def _unpacks_beyond(codestream: bytes, most: int) -> bool:
    """Whether RLE segments (PS3.5 G.3) unpack to more than `most` bytes: two bytes may stand for
    128."""
    if len(codestream) < _RLE_FIRST or codestream.startswith(_JPEG_START):
        return False
    place, total = max(_RLE_FIRST, _RLE_HEAD.unpack_from(codestream)[1]), 0
    while place < len(codestream) and total <= most:
        byte = codestream[place]
        if byte < 128:
            total, place = total + byte + 1, place + byte + 2
        elif byte > 128:
            total, place = total + 257 - byte, place + 2
        else:
            place += 1
    return total > most


def stated_size(codestream: bytes) -> tuple[int, int, int] | None:
    """(rows, columns, components); None if it states none (RLE), or not where it should."""
    offset = _siz_offset(codestream)
    if offset is not None:
        return _j2k_size(codestream, offset)
    if codestream.startswith(_JPEG_START):
        return _jpeg_size(codestream)
    return None


def without_boxes(codestream: bytes) -> bytes:
    """A JPEG 2000 codestream from its start marker on, without the boxes of a JP2 file before it:
    only what `check_size` has seen is decoded. Raises SetAside if it doesn't start there."""
    offset = _siz_offset(codestream)
    if offset is None:
        raise SetAside(sentences.pixels.undecodable_pixels())
    return codestream[offset - len(_J2K_START) :]


def stated_syntax(codestream: bytes) -> str:
    """The transfer syntax that the bytes themselves tell; "" if none is known by its beginning."""
    offset = _siz_offset(codestream)
    if offset is not None and len(codestream) >= offset + _SIZ.size:
        _, capabilities, *_ = _SIZ.unpack_from(codestream, offset)
        return uid.HTJ2K if capabilities & _HIGH_THROUGHPUT else uid.JPEG2000
    if codestream.startswith(_JPEG_START):
        found = _start_of_frame(codestream)
        return "" if found is None else _PROCESSES.get(found[0], "")
    if len(codestream) >= _RLE_FIRST:
        segments, first = _RLE_HEAD.unpack_from(codestream)
        if segments in _RLE_SEGMENTS and first == _RLE_FIRST:
            return uid.RLELossless
    return ""


def stated_depth(codestream: bytes) -> tuple[int, bool] | None:
    """(bits, signed) of the first component of a JPEG 2000 codestream (ISO/IEC 15444-1, A.5.1);
    None for anything else."""
    offset = _siz_offset(codestream)
    if offset is None or offset + _SIZ.size >= len(codestream):
        return None
    first = codestream[offset + _SIZ.size]
    return (first & 0x7F) + 1, first >= 0x80


def _siz_offset(codestream: bytes) -> int | None:
    """Where `_SIZ` begins in a JPEG 2000 codestream; None for anything else."""
    start = codestream.find(_J2K_START, 0, 4096)  # after the boxes of a JP2 file, if it is one
    return None if start < 0 else start + len(_J2K_START)


def _j2k_size(codestream: bytes, offset: int) -> tuple[int, int, int] | None:
    if len(codestream) < offset + _SIZ.size:
        return None
    _, _, right, bottom, left, top, *_, components = _SIZ.unpack_from(codestream, offset)
    return bottom - top, right - left, components


def _tiles(codestream: bytes) -> float:
    """Of a JPEG 2000 codestream (ISO/IEC 15444-1, B.3); 0 for anything else."""
    offset = _siz_offset(codestream)
    if offset is None or len(codestream) < offset + _SIZ.size:
        return 0
    siz = _SIZ.unpack_from(codestream, offset)
    (right, bottom), (wide, high, from_left, from_top) = siz[2:4], siz[6:10]
    if not wide or not high:
        return math.inf
    return math.ceil((right - from_left) / wide) * math.ceil((bottom - from_top) / high)


def _jpeg_size(codestream: bytes) -> tuple[int, int, int] | None:
    found = _start_of_frame(codestream)
    if found is None:
        return None
    _, _, rows, columns, components = _SOF.unpack_from(codestream, found[1])
    return rows, columns, components


def _start_of_frame(codestream: bytes) -> tuple[int, int] | None:
    """(the marker, the offset of what follows it) of a JPEG or JPEG-LS image; None without one."""
    offset = len(_JPEG_START)
    while offset + 4 <= len(codestream):
        if codestream[offset] != 0xFF:
            return None
        marker = codestream[offset + 1]
        offset += 1 if marker == 0xFF else 2
        if marker == 0xFF or marker in _NO_LENGTH:
            continue
        if marker in _FRAME_MARKERS and offset + _SOF.size <= len(codestream):
            return marker, offset
        offset += int.from_bytes(codestream[offset : offset + 2], "big")
    return None
