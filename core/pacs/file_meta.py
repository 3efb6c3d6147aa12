"""The transfer syntax in a file's meta information, found without reading the file to its end."""

from __future__ import annotations

import struct

from core.dicom.elements import PREAMBLE_LENGTH, TRANSFER_SYNTAX, UNDEFINED_LENGTH, Unusual
from core.dicom.encoding import LONG_VRS, SHORT_VRS

#: Group 0002 ends within so many bytes of the file; it usually takes 400.
MOST_BYTES = 2**16


def transfer_syntax_of(head: bytes) -> str:
    """Of a file that begins with `head`, at most `MOST_BYTES` of it; "" where it names none.

    It reads every element of group 0002, as pydicom does, so that both find the same one.

    Raises Unusual where the group does not end in `head`, an element comes twice or has no length,
    or group 0000, which belongs in messages, follows.
    """
    if head[PREAMBLE_LENGTH : PREAMBLE_LENGTH + 4] != b"DICM":
        raise Unusual
    offset = PREAMBLE_LENGTH + 4
    # Some writers use implicit VR here too; pydicom tells them in this way.
    is_explicit = all(0x40 < byte < 0x5B for byte in head[offset + 4 : offset + 6])
    values: dict[int, bytes] = {}
    group = None
    try:
        while offset < len(head):
            group, element = struct.unpack_from("<HH", head, offset)
            if group != 2:
                break
            start, length = _value(head, offset, is_explicit)
            offset = start + length
            tag = group << 16 | element
            if length == UNDEFINED_LENGTH or offset > len(head) or tag in values:
                raise Unusual
            values[tag] = head[start:offset]
    except struct.error as error:
        raise Unusual from error
    if group == 0 or (group == 2 and len(head) >= MOST_BYTES):
        raise Unusual
    return values.get(TRANSFER_SYNTAX, b"").decode("ascii", "replace").strip(" \0")


def _value(head: bytes, offset: int, is_explicit: bool) -> tuple[int, int]:
    """(where the value of the element at `offset` starts, its length in bytes)"""
    if not is_explicit:
        return offset + 8, struct.unpack_from("<L", head, offset + 4)[0]
    vr = head[offset + 4 : offset + 6]
    if vr in LONG_VRS:
        return offset + 12, struct.unpack_from("<L", head, offset + 8)[0]
    if vr not in SHORT_VRS:
        raise Unusual
    return offset + 8, struct.unpack_from("<H", head, offset + 6)[0]
