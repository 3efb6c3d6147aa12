"""How pixels are stored where the file's label, its Transfer Syntax UID, says otherwise.

Converters decompress pixels, or compress them, and leave the label as it was. Elements that are
laid out otherwise than labelled are met in `core.dicom.elements`.
"""

from __future__ import annotations

from struct import Struct

from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
)

from core.dicom import sentences
from core.dicom.codestream import stated_syntax
from core.dicom.elements import ITEM, KNOWN_SYNTAXES, RawHeader
from core.dicom.items import Item
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import CODECS, NATIVE, plain_name, plugin_for

#: Enough of the first fragment to tell its compression by.
LOOKED_AT_BYTES = 2**14
_ITEM_HEAD = Struct("<HHL")


def pixel_syntax(item: Item, raw: RawHeader, expected: int, bits_stored: int) -> tuple[str, str]:
    """(transfer syntax of the pixels, the plugin that decodes them or "").

    Only where the label can't be true, or can't be decoded, are the pixels looked at.

    Args:
        expected: bytes of all frames without compression.

    Raises:
        SetAside: nothing decodes the pixels, or they are not what the header says.
    """
    label = raw.transfer_syntax
    native = label in NATIVE
    as_labelled = (raw.pixel_length is None) != native
    enough = raw.pixel_length is not None and raw.pixel_length >= expected
    if native and (raw.deflated_from is not None or enough):
        return label, ""
    if as_labelled and not native:
        try:
            return label, plugin_for(label, bits_stored)
        except SetAside:
            found = stated_syntax(_first_codestream(item, raw))
            if not contradicts(found, label):
                raise
            return found, plugin_for(found, bits_stored)
    codestream = _first_codestream(item, raw)
    if found := stated_syntax(codestream):
        return found, plugin_for(found, bits_stored)
    if native:
        return label, ""  # it then turns out that there are too few
    # Of private syntaxes nobody knows in which order their words are.
    if codestream or label not in KNOWN_SYNTAXES:
        return label, plugin_for(label, bits_stored)
    if enough:
        return ExplicitVRLittleEndian if raw.little_endian else ExplicitVRBigEndian, ""
    raise SetAside(sentences.pixels.not_compressed_as_labelled(plain_name(label)))


def contradicts(found: str, label: str) -> bool:
    """Whether pixels labelled as `label` need another decoder, being compressed as `found`.

    Args:
        found: as of `codestream.stated_syntax`.
    """
    if found not in CODECS:
        return False
    if label not in CODECS or CODECS[found] is not CODECS[label]:
        return True
    return (found, label) == (JPEGExtended12Bit, JPEGBaseline8Bit)


def _first_codestream(item: Item, raw: RawHeader) -> bytes:
    """The beginning of the first frame, if Pixel Data holds items; else b""."""
    if raw.pixel_offset is None:
        return b""
    buffer = memoryview(bytearray(LOOKED_AT_BYTES))
    data = bytes(buffer[: item.read_into(raw.pixel_offset, buffer)])
    offset = 0
    for _ in range(2):  # the first item is the offset table
        if offset + _ITEM_HEAD.size > len(data):
            return b""
        group, element, length = _ITEM_HEAD.unpack_from(data, offset)
        if group << 16 | element != ITEM:
            return b""
        start, offset = offset + _ITEM_HEAD.size, offset + _ITEM_HEAD.size + length
    return data[start:offset]
