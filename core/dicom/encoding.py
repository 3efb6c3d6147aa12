"""How the elements of a data set are laid out, from their first bytes where the label lies."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct

from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from core.dicom import sentences
from core.dicom.set_aside import SetAside

#: The header of a deflated file must lie in this many inflated bytes.
MAX_HEADER_BYTES = 2**24
#: Enough of an inflated data set to see its first element.
FIRST_BYTES = 128
_PIECE_BYTES = 2**20

UNDEFINED_LENGTH = 0xFFFFFFFF
LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
UNCOMPRESSED = frozenset(
    {
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    }
)
SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_VRS = LONG_VRS | SHORT_VRS


class Unusual(Exception):
    """An encoding that the walk over the elements (`core.dicom.elements`) doesn't cover."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How elements are laid out (PS3.5 section 7.1)."""

    explicit: bool
    little_endian: bool

    def struct(self, layout: str) -> Struct:
        return _STRUCTS[layout][self.little_endian]

    @property
    def transfer_syntax(self) -> str:
        """The uncompressed transfer syntax with this layout."""
        if not self.explicit:
            return ImplicitVRLittleEndian
        return ExplicitVRLittleEndian if self.little_endian else ExplicitVRBigEndian


#: Stands for an encoding that is not to be believed.
_NO_LAYOUT = Encoding(explicit=False, little_endian=False)

_STRUCTS = {
    layout: (Struct(">" + layout), Struct("<" + layout)) for layout in ("HH2sH", "HHL", "L")
}


def encoding_at(data: bytes, offset: int, labelled: Encoding) -> Encoding:
    """How the data set at `offset` is laid out: as labelled, unless its first element differs.

    The first group of an image is 0008, so the byte of it that isn't 0 tells the byte order; what
    follows the tag is a VR, or else the length of a short value.
    """
    first = data[offset : offset + 8]
    if len(first) < 8 or bool(first[0]) == bool(first[1]):
        return labelled
    little_endian = bool(first[0])
    if first[4:6] in _VRS:
        return Encoding(True, little_endian)
    if first[6:8] == b"\0\0" if little_endian else first[4:6] == b"\0\0":
        return Encoding(False, little_endian)
    return labelled


def is_deflated(data: bytes, offset: int, syntax: str) -> bool:
    """Whether the data set at `offset` is deflated: as its label says, unless its bytes differ."""
    is_plain = _starts_data_set(data, offset)
    if syntax == DeflatedExplicitVRLittleEndian:
        return not is_plain
    if is_plain or syntax not in UNCOMPRESSED:
        return False
    try:
        return _starts_data_set(inflate(data, offset, FIRST_BYTES), 0)
    except SetAside:
        return False


def _starts_data_set(data: bytes, offset: int) -> bool:
    """Whether an element of group 0008 is at `offset`, in any layout."""
    if data[offset : offset + 2] not in (b"\x08\0", b"\0\x08"):
        return False
    # The bytes decide where they make sense, whatever the label says.
    return encoding_at(data, offset, _NO_LAYOUT) is not _NO_LAYOUT


def inflate(data: bytes, offset: int, max_length: int) -> bytes:
    """Undo the deflation of a Deflated Explicit VR file (PS3.5 A.5), up to `max_length` bytes.

    `offset` is where the file meta information ends and the deflated data set begins.

    A truncated stream yields what could be inflated; the walk then finds it truncated.
    """
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[offset:], max_length)
    except zlib.error as error:
        raise SetAside(sentences.headers.damaged_deflated_data()) from error


def inflated_length(pieces: Iterable[bytes], most: int) -> tuple[int, bool]:
    """(how many bytes a deflated data set has, whether it ends) where it comes in `pieces`.

    Nothing of it is kept. After `most` bytes it counts no further, and says that it ends.
    """
    n_bytes, inflating = 0, zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in pieces:
            found, waiting = b"", piece
            # What it has taken in may come to more than it has given out.
            while waiting or len(found) == _PIECE_BYTES:
                found = inflating.decompress(waiting, _PIECE_BYTES)
                waiting = inflating.unconsumed_tail
                n_bytes += len(found)
                if n_bytes >= most or inflating.eof:
                    return n_bytes, True
    except zlib.error as error:
        raise SetAside(sentences.headers.damaged_deflated_data()) from error
    return n_bytes, False
