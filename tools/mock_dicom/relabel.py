"""A file whose Transfer Syntax UID is not that of its bytes."""

from __future__ import annotations

import struct

_GROUP_LENGTH = b"\x02\0\0\0UL\x04\0"
_TRANSFER_SYNTAX = b"\x02\0\x10\0UI"


def relabelled(data: bytes, syntax: str) -> bytes:
    """The DICOM file `data` with another transfer syntax in its meta information alone."""
    value = syntax.encode() + b"\0" * (len(syntax) % 2)
    start = data.index(_TRANSFER_SYNTAX) + len(_TRANSFER_SYNTAX)
    (old,) = struct.unpack_from("<H", data, start)
    group = data.index(_GROUP_LENGTH) + len(_GROUP_LENGTH)
    (length,) = struct.unpack_from("<L", data, group)
    return (
        data[:group]
        + struct.pack("<L", length + len(value) - old)
        + data[group + 4 : start]
        + struct.pack("<H", len(value))
        + value
        + data[start + 2 + old :]
    )
