"""The meta information at the beginning of a file (PS3.10 7.1), read without the data set."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from core.dicom.encoding import LONG_VRS, SHORT_VRS, UNDEFINED_LENGTH, Unusual

PREAMBLE_LENGTH = 128
#: It ends within so many bytes of the file; it usually takes 400.
MOST_BYTES = 2**16
_TRANSFER_SYNTAX = 0x00020010


@dataclass(frozen=True, slots=True)
class FileMeta:
    """Group 0002 of a file."""

    #: Tag -> value bytes, of every element.
    values: dict[int, bytes] = field(repr=False)
    #: Where the data set begins.
    end: int

    @property
    def transfer_syntax(self) -> str:
        """As labelled; "" where it names none."""
        value = self.values.get(_TRANSFER_SYNTAX, b"")
        return value.decode("ascii", "replace").strip(" \0")


def read_file_meta(data: bytes) -> FileMeta:
    """Of a file that begins with `data`.

    It reads every element, as pydicom does, so that both find the same transfer syntax.

    Raises Unusual where there is none, the group does not end in the first `MOST_BYTES` of `data`,
    an element comes twice or has no length, or group 0000, which belongs in messages, follows.
    """
    if data[PREAMBLE_LENGTH : PREAMBLE_LENGTH + 4] != b"DICM":
        raise Unusual
    offset, end = PREAMBLE_LENGTH + 4, min(len(data), MOST_BYTES)
    # Some writers use implicit VR here too; pydicom tells them in this way.
    is_explicit = all(0x40 < byte < 0x5B for byte in data[offset + 4 : offset + 6])
    values: dict[int, bytes] = {}
    try:
        while True:
            group, element = struct.unpack_from("<HH", data, offset)
            if group != 2:
                break
            start, length = _value(data, offset, is_explicit)
            offset = start + length
            tag = group << 16 | element
            if length == UNDEFINED_LENGTH or offset > end or tag in values:
                raise Unusual
            values[tag] = data[start:offset]
    except struct.error as error:
        raise Unusual from error
    if group == 0:
        raise Unusual
    return FileMeta(values, offset)


def _value(data: bytes, offset: int, is_explicit: bool) -> tuple[int, int]:
    """(where the value of the element at `offset` starts, its length in bytes)"""
    if not is_explicit:
        return offset + 8, struct.unpack_from("<L", data, offset + 4)[0]
    vr = data[offset + 4 : offset + 6]
    if vr in LONG_VRS:
        return offset + 12, struct.unpack_from("<L", data, offset + 8)[0]
    if vr not in SHORT_VRS:
        raise Unusual
    return offset + 8, struct.unpack_from("<H", data, offset + 6)[0]
