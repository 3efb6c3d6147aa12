"""Get the stored values of one slice out of its file, whatever the pixel encoding."""

from __future__ import annotations

import hashlib
import io
from struct import Struct

import numpy as np
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.decoders.base import get_decoder

from core.dicom.codestream import check_size, stated_depth
from core.dicom.elements import ITEM, SEQUENCE_END, inflate
from core.dicom.frames import Frame, PixelLayout
from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.dicom.isolated import UNDECODABLE, IsolatedDecoders
from core.dicom.items import Item, MemoryFile, MemoryItem
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import ISOLATED_PLUGIN, JPEG_LS_PLUGIN, NATIVE, OPENJPEG_PLUGIN

#: pydicom reports a codec's failure as RuntimeError.
DECODE_ERRORS = (*PYDICOM_ERRORS, RuntimeError, MemoryError)
#: The marker that ends a JPEG or JPEG-LS image; zeros may fill up what follows.
END_OF_IMAGE = b"\xff\xd9"
TRUNCATED = "truncated: the file ends before its pixels do"


def in_memory(item: Item, frame: Frame) -> Item:
    """`item` with its bytes at hand, inflated if it is deflated; for reading several frames.

    Raises SetAside if it can't be read, or its compressed frames are cut.
    """
    data = item.read()
    layout = frame.layout
    if layout.deflated_from is not None:
        data = inflate(
            data, layout.deflated_from, layout.offset + layout.frame_bytes * layout.n_frames
        )
    if layout.plugin:
        _check_fragments(data, layout.offset)
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
    """(rows, columns) stored values of a compressed slice, or one of 8 or 32 bits; writable.

    `item` is as `in_memory` gives it.
    """
    layout = frame.layout
    if not layout.plugin:
        return _decoded(layout, item.read()[layout.offset :], frame.index, layout.n_frames)
    file = io.BytesIO(item.read())
    file.seek(layout.offset)
    try:
        with quiet_pydicom():
            codestream = get_frame(file, frame.index, number_of_frames=layout.n_frames)
    except PYDICOM_ERRORS as error:
        raise SetAside(UNDECODABLE) from error
    check_size(codestream, layout, UNDECODABLE)
    if layout.plugin == JPEG_LS_PLUGIN and not codestream.rstrip(b"\0").endswith(END_OF_IMAGE):
        # CharLS would go on decoding for many seconds, and hold up every other thread.
        raise SetAside(UNDECODABLE)
    if layout.plugin == ISOLATED_PLUGIN or (
        isolated.openjpeg and _is_as_stated(codestream, layout)
    ):
        return _decoded_elsewhere(layout, codestream, isolated)
    if len(codestream) < 2:
        raise SetAside(UNDECODABLE)
    return _decoded(layout, encapsulate([codestream]), 0, 1)


def _decoded(layout: PixelLayout, data: bytes, index: int, n_frames: int) -> np.ndarray:
    """By pydicom, in this process."""
    options = {
        "rows": layout.rows,
        "columns": layout.columns,
        "samples_per_pixel": 1,
        "number_of_frames": n_frames,
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
                data, index=index, raw=True, decoding_plugin=layout.plugin, **options
            )
    except DECODE_ERRORS as error:
        raise SetAside(UNDECODABLE) from error
    if pixels.shape != (layout.rows, layout.columns):
        raise SetAside(UNDECODABLE)
    return pixels


def _is_as_stated(codestream: bytes, layout: PixelLayout) -> bool:
    """Whether a JPEG 2000 slice has 16-bit words of the depth and sign that its header says: then
    they are its stored values. pydicom knows what to do with the others."""
    return (
        layout.plugin == OPENJPEG_PLUGIN
        and layout.bits_allocated == 16
        and layout.bits_stored > 8
        and stated_depth(codestream) == (layout.bits_stored, layout.signed)
    )


def _decoded_elsewhere(
    layout: PixelLayout, codestream: bytes, isolated: IsolatedDecoders
) -> np.ndarray:
    """In a process of its own."""
    dtype = np.dtype(f"<{'i' if layout.signed else 'u'}{layout.bits_allocated // 8}")
    pixels = np.frombuffer(isolated.decode(layout, codestream), dtype)
    pixels = pixels.reshape(layout.rows, layout.columns)
    unused = layout.bits_allocated - layout.bits_stored
    if unused:  # as pydicom does for the others; also extends the sign
        np.left_shift(pixels, unused, out=pixels)
        np.right_shift(pixels, unused, out=pixels)
    return pixels


def fingerprint(frame: Frame, by_file: dict[Item, list[str]]) -> str:
    """Equal for slices with the same stored pixels and the same way from them to HU.

    `by_file` remembers what `_digests` gave: a file may hold thousands of frames, and be read, or
    inflated, as a whole for any of them.
    """
    if frame.item not in by_file:
        by_file[frame.item] = _digests(frame)
    digests = by_file[frame.item]
    if not digests:
        return f"unreadable {id(frame)}"
    layout = frame.layout
    if layout.transfer_syntax in NATIVE:
        digest, index = digests[frame.index], 0
    else:
        digest, index = digests[0], frame.index
    return repr((digest, frame.rescale, layout.signed, layout.bits_stored, layout.padding, index))


def _digests(frame: Frame) -> list[str]:
    """Of each frame of the file that `frame` is in; of a compressed one, of all as a whole. Empty
    if it can't be read."""
    layout = frame.layout
    native = layout.transfer_syntax in NATIVE
    try:
        item = in_memory(frame.item, frame) if native else frame.item
        data = memoryview(item.read())[layout.offset :]
    except SetAside:
        return []
    if not native:
        return [hashlib.sha256(data).hexdigest()]
    size = layout.frame_bytes
    parts = (data[k * size : (k + 1) * size] for k in range(layout.n_frames))
    return [hashlib.sha256(part).hexdigest() for part in parts]


_ITEM_HEAD = Struct("<HHL")


def _check_fragments(data: bytes, offset: int) -> None:
    """Raises SetAside if a fragment runs past the end: some codecs would fill it up silently."""
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
