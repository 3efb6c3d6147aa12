"""Get the stored values of one slice out of its file, whatever the pixel encoding."""

from __future__ import annotations

import hashlib
from struct import Struct

import numpy as np
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder

from core.dicom.elements import ITEM, SEQUENCE_END, inflate
from core.dicom.frames import Frame, PixelLayout
from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.dicom.isolated import UNDECODABLE, IsolatedDecoders
from core.dicom.items import Item, MemoryFile, MemoryItem
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import ISOLATED_PLUGIN, NATIVE

#: pydicom reports a codec's failure as RuntimeError.
DECODE_ERRORS = (*PYDICOM_ERRORS, RuntimeError)
TRUNCATED = "truncated: the file ends before its pixels do"


def in_memory(item: Item, frame: Frame) -> Item:
    """`item` with its bytes at hand, inflated if it is deflated; for reading several frames."""
    data = item.read()
    layout = frame.layout
    if layout.deflated_from is not None:
        data = inflate(
            data, layout.deflated_from, layout.offset + layout.frame_bytes * layout.n_frames
        )
    return MemoryItem(MemoryFile(item.place, data))


def is_plain(frame: Frame) -> bool:
    """Whether the slice lies in its file as uncompressed 16-bit words."""
    return frame.layout.transfer_syntax in NATIVE and frame.layout.bits_allocated == 16


def read_words(frame: Frame, item: Item, out: np.ndarray) -> np.ndarray:
    """Fill `out` (rows, columns), 16-bit, with a plain slice; returned as int16 or uint16 view."""
    layout = frame.layout
    place = layout.offset + frame.index * layout.frame_bytes
    if item.read_into(place, memoryview(out).cast("B")) < layout.frame_bytes:
        raise SetAside(TRUNCATED)
    if not layout.little_endian:
        out.byteswap(inplace=True)
    return out.view(np.int16 if layout.signed else np.uint16)


def decode(frame: Frame, item: Item, isolated: IsolatedDecoders) -> np.ndarray:
    """(rows, columns) stored values of a compressed slice, or one of 8 or 32 bits; writable."""
    layout = frame.layout
    data = item.read()[layout.offset :]
    if layout.plugin:
        _check_fragments(data)
    if layout.plugin == ISOLATED_PLUGIN:
        return _decode_isolated(layout, data, frame.index, isolated)
    options = {
        "rows": layout.rows,
        "columns": layout.columns,
        "samples_per_pixel": 1,
        "number_of_frames": layout.n_frames,
        "bits_allocated": layout.bits_allocated,
        "bits_stored": layout.bits_stored,
        "pixel_representation": int(layout.signed),
        "photometric_interpretation": layout.photometric,
        "pixel_keyword": "PixelData",
        "pixel_vr": "OW",
    }
    try:
        with quiet_pydicom():
            pixels, _ = get_decoder(layout.transfer_syntax).as_array(
                data, index=frame.index, raw=True, decoding_plugin=layout.plugin, **options
            )
    except DECODE_ERRORS as error:
        raise SetAside(UNDECODABLE) from error
    if pixels.shape != (layout.rows, layout.columns):
        raise SetAside(UNDECODABLE)
    return pixels


def _decode_isolated(
    layout: PixelLayout, data: bytes, index: int, isolated: IsolatedDecoders
) -> np.ndarray:
    try:
        with quiet_pydicom():
            codestream = get_frame(data, index, number_of_frames=layout.n_frames)
    except PYDICOM_ERRORS as error:
        raise SetAside(UNDECODABLE) from error
    dtype = np.dtype(f"<{'i' if layout.signed else 'u'}{layout.bits_allocated // 8}")
    pixels = np.frombuffer(isolated.decode(layout, codestream), dtype)
    pixels = pixels.reshape(layout.rows, layout.columns)
    unused = layout.bits_allocated - layout.bits_stored
    if unused:  # as pydicom does for the others; also extends the sign
        np.left_shift(pixels, unused, out=pixels)
        np.right_shift(pixels, unused, out=pixels)
    return pixels


def fingerprint(frame: Frame) -> str:
    """Equal for slices with the same stored pixels and the same way from them to HU."""
    layout = frame.layout
    try:
        item = in_memory(frame.item, frame)
    except SetAside:
        return f"unreadable {id(frame)}"
    length = layout.frame_bytes if layout.transfer_syntax in NATIVE else None
    start = layout.offset + (frame.index * layout.frame_bytes if length else 0)
    data = memoryview(item.read())[start:]
    digest = hashlib.sha256(data if length is None else data[:length])
    index = frame.index if length is None else 0
    meaning = (frame.rescale, layout.signed, layout.bits_stored, layout.padding, index)
    digest.update(repr(meaning).encode())
    return digest.hexdigest()


_ITEM_HEAD = Struct("<HHL")


def _check_fragments(data: bytes) -> None:
    """Raises SetAside if a fragment runs past the end: some codecs would fill it up silently."""
    offset = 0
    while offset + _ITEM_HEAD.size <= len(data):
        group, element, length = _ITEM_HEAD.unpack_from(data, offset)
        tag = group << 16 | element
        if tag == SEQUENCE_END:
            return
        if tag != ITEM:
            raise SetAside(UNDECODABLE)
        offset += _ITEM_HEAD.size + length
    if offset != len(data):
        raise SetAside(TRUNCATED)
