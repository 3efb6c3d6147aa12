"""Walk the elements of a DICOM file and keep the raw bytes of the few we want.

A walk over offsets is ten times as fast as building data sets, and a series has hundreds of
headers. It covers the ordinary encodings (PS3.5 section 7 and Annex A); `core.dicom.headers`
leaves anything unusual to pydicom.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from struct import error as StructError

from pydicom.uid import (
    AllTransferSyntaxes,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from core.dicom import sentences
from core.dicom.encoding import (
    LONG_VRS,
    MAX_HEADER_BYTES,
    SHORT_VRS,
    UNCOMPRESSED,
    UNDEFINED_LENGTH,
    Encoding,
    Unusual,
    encoding_at,
    inflate,
    is_deflated,
)
from core.dicom.file_meta import read_file_meta
from core.dicom.set_aside import SetAside

PIXEL_DATA = 0x7FE00010
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
#: Deeper nesting than in any CT header; a crafted file could otherwise exhaust the call stack.
MAX_DEPTH = 32
#: More than the largest CT has, at ten per frame; pydicom takes 40 µs for each.
MAX_ITEMS = 100_000

#: The header of a deflated SEG, which describes each frame of each segment, must lie in this many
#: inflated bytes.
MAX_DEFLATED_HEADER_BYTES = 2**26
#: The syntax of a deflated file, and of what it inflates to, padded to the same length.
_NOT_DEFLATED = (
    DeflatedExplicitVRLittleEndian.encode(),
    ExplicitVRLittleEndian.encode().ljust(len(DeflatedExplicitVRLittleEndian), b"\0"),
)
#: Lossless, recompressed JPEG, and either; newer than the dictionary of pydicom 3.0.
JPEG_XL = frozenset(f"1.2.840.10008.1.2.4.{last}" for last in (110, 111, 112))
KNOWN_SYNTAXES = frozenset(AllTransferSyntaxes) | JPEG_XL


class Incomplete(Exception):
    """The bytes end before the header does; more are needed."""


@dataclass(frozen=True, slots=True)
class RawHeader:
    """The wanted elements of a header, still encoded, and where the pixels lie."""

    #: Tag -> value bytes.
    values: dict[int, bytes] = field(repr=False)
    little_endian: bool
    transfer_syntax: str
    #: Offset of the value of Pixel Data (the first pixel, or the first item if encapsulated) in
    #: the file, or in the inflated bytes of a deflated file; None without Pixel Data.
    pixel_offset: int | None
    #: As declared; None for encapsulated pixels.
    pixel_length: int | None
    #: The file ends in the middle of an element.
    truncated: bool = False
    #: Where the deflated part of a deflated file begins; None for other files.
    deflated_from: int | None = None
    #: The Transfer Syntax UID in the meta information, "" without one; the bytes may contradict it.
    label: str = ""
    #: Where the data set begins if its elements are laid out otherwise than labelled; else None.
    mislabelled_from: int | None = None


def scan(data: bytes, wanted: frozenset[int], *, complete: bool) -> RawHeader:
    """The header of a DICOM file that starts with `data`; `complete` if that is all of it.

    Raises:
        Incomplete: `data` ends within the header and there is more of the file.
        Unusual: not a DICOM file with meta information, or an encoding left to pydicom.
        SetAside: a header that no reader should follow.
    """
    meta = read_file_meta(data)
    syntax = meta.transfer_syntax
    if syntax not in KNOWN_SYNTAXES:
        raise Unusual
    begin = offset = meta.end
    deflated_from = None
    if is_deflated(data, offset, syntax):
        deflated_from = offset
        data, offset = inflate(data, offset, MAX_HEADER_BYTES), 0
    labelled = Encoding(
        explicit=syntax != ImplicitVRLittleEndian, little_endian=syntax != ExplicitVRBigEndian
    )
    encoding = encoding_at(data, offset, labelled)
    values, pixels, truncated = _walk(data, offset, encoding, wanted, PIXEL_DATA)
    if pixels is None and not complete:
        raise Incomplete
    pixel_offset, pixel_length = (
        pixel_element(data, pixels, encoding) if pixels is not None else (None, None)
    )
    true_syntax: str
    if deflated_from is not None:
        true_syntax = DeflatedExplicitVRLittleEndian
    elif syntax in UNCOMPRESSED:
        true_syntax = encoding.transfer_syntax
    else:
        true_syntax = syntax
    return RawHeader(
        {tag: value for tag, value in meta.values.items() if tag in wanted} | values,
        encoding.little_endian,
        true_syntax,
        pixel_offset,
        pixel_length,
        truncated,
        deflated_from,
        syntax,
        None if encoding == labelled else begin,
    )


def pixel_element(data: bytes, offset: int, encoding: Encoding) -> tuple[int | None, int | None]:
    """(offset, length) of the value of the Pixel Data element at `offset`.

    (None, None) if another element is there; the length is None if it is undefined.
    """
    try:
        if encoding.explicit:
            group, element, vr, length = encoding.struct("HH2sH").unpack_from(data, offset)
            offset += 8
            if vr in LONG_VRS:
                (length,) = encoding.struct("L").unpack_from(data, offset)
                offset += 4
        else:
            group, element, length = encoding.struct("HHL").unpack_from(data, offset)
            offset += 8
    except StructError as error:
        raise Incomplete from error
    if group << 16 | element != PIXEL_DATA:
        return None, None
    return offset, None if length == UNDEFINED_LENGTH else length


def refuse_deflated(data: bytes) -> None:
    """Raises SetAside if the file that starts with `data` is deflated: pydicom would inflate it
    without limit, and into a copy in which the pixels can't be found."""
    if _says_deflated(data):
        raise SetAside(sentences.headers.damaged_header())


def undeflated(data: bytes, max_length: int) -> bytes:
    """A whole deflated file as the explicit VR little endian one that it was made from; any other
    file as it is.

    Inflates the header, of `MAX_DEFLATED_HEADER_BYTES` at most, and then as much as the header
    announces. Raises SetAside if that is more than `max_length` bytes, or damaged.
    """
    if not _says_deflated(data):
        return data
    encoding = Encoding(explicit=True, little_endian=True)
    try:
        start = read_file_meta(data).end
        head = inflate(data, start, MAX_DEFLATED_HEADER_BYTES)
        _, pixels, truncated = _walk(head, 0, encoding, frozenset(), PIXEL_DATA)
        begin: int | None
        length: int | None
        if pixels is None:
            if truncated or len(head) == MAX_DEFLATED_HEADER_BYTES:
                raise Incomplete
            # A report or outlines: there is no more.
            begin, length = 0, len(head)
        else:
            begin, length = pixel_element(head, pixels, encoding)
    except (Unusual, Incomplete) as error:
        raise SetAside(sentences.headers.damaged_header()) from error
    if begin is None or length is None or begin + length > max_length:
        raise SetAside(sentences.headers.inflates_too_large(max_length))
    # Each of them: pydicom must not find another label.
    meta = data[:start].replace(*_NOT_DEFLATED)
    return meta + inflate(data, start, begin + length)


def _says_deflated(data: bytes) -> bool:
    # Wherever pydicom finds the label: there may be anything in front of it.
    return DeflatedExplicitVRLittleEndian.encode() in data


def refuse_endless_items(data: bytes) -> None:
    """Raises SetAside for more than `MAX_ITEMS` sequence items: a header of 1.6 MB can hold
    200,000 empty ones, and pydicom takes seconds to read them."""
    halves = (ITEM >> 16, ITEM & 0xFFFF)
    if max(data.count(Struct(order + "HH").pack(*halves)) for order in "<>") > MAX_ITEMS:
        raise SetAside(sentences.headers.too_many_items(MAX_ITEMS))


def _walk(
    data: bytes,
    offset: int,
    encoding: Encoding,
    wanted: frozenset[int],
    stop_at: int,
    depth: int = 0,
) -> tuple[dict[int, bytes], int | None, bool]:
    """(wanted values, offset of the first tag >= `stop_at` or None if there is none, truncated)."""
    if depth > MAX_DEPTH:
        raise SetAside(sentences.headers.endless_nesting())
    values: dict[int, bytes] = {}
    end = len(data)
    explicit = encoding.explicit
    unpack = encoding.struct("HH2sH" if explicit else "HHL").unpack_from
    unpack_long = encoding.struct("L").unpack_from
    vr = b""
    while offset + 8 <= end:
        if explicit:
            group, element, vr, length = unpack(data, offset)
        else:
            group, element, length = unpack(data, offset)
        tag = group << 16 | element
        if tag >= stop_at:
            return values, offset, False
        offset += 8
        if explicit and vr not in SHORT_VRS:
            if vr not in LONG_VRS:
                raise Unusual
            if offset + 4 > end:
                return values, None, True
            (length,) = unpack_long(data, offset)
            offset += 4
        if length == UNDEFINED_LENGTH:
            if vr == b"UN":  # always holds implicit VR, whatever the syntax (PS3.5 6.2.2)
                raise Unusual
            found = _skip_items(data, offset, encoding, depth)
            if found is None:
                return values, None, True
            offset = found
            continue
        if tag in wanted:
            values[tag] = data[offset : offset + length]
        offset += length
    return values, None, offset != end


def _skip_items(data: bytes, offset: int, encoding: Encoding, depth: int) -> int | None:
    """Offset after a sequence of undefined length whose first item is at `offset`; None if it is
    truncated."""
    unpack = encoding.struct("HHL").unpack_from
    while offset + 8 <= len(data):
        group, element, length = unpack(data, offset)
        tag = group << 16 | element
        offset += 8
        if tag == SEQUENCE_END:
            return offset
        if tag != ITEM:
            raise Unusual
        if length != UNDEFINED_LENGTH:
            offset += length
            continue
        _, item_end, _ = _walk(data, offset, encoding, frozenset(), ITEM_END, depth + 1)
        if item_end is None:
            return None
        offset = item_end + 8
    return None
