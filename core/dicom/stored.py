"""Read the stored values of one slice from its file, in any pixel encoding."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from struct import Struct
from typing import Any

import numpy as np
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import ExplicitVRLittleEndian

from core.dicom import jpeg2000, sentences
from core.dicom.codestream import check_size, stated_depth, stated_syntax, without_boxes
from core.dicom.elements import ITEM, SEQUENCE_END
from core.dicom.encoding import inflate
from core.dicom.frames import Frame, PixelLayout
from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.dicom.isolated import IsolatedDecoders
from core.dicom.items import Item, MemoryFile, MemoryItem
from core.dicom.mislabelled import contradicts
from core.dicom.set_aside import SetAside
from core.dicom.syntaxes import (
    ISOLATED_PLUGINS,
    JPEG_LS_PLUGIN,
    NATIVE,
    plugin_for,
)

#: pydicom reports a codec's failure as RuntimeError.
DECODE_ERRORS = (*PYDICOM_ERRORS, RuntimeError, MemoryError)
#: Bytes of tables in a compressed frame, and of the table of all frames, at most.
_FRAME_HEADS, _TABLES = 2**16, 2**20
#: The marker that ends a JPEG or JPEG-LS image; only padding zeros may follow.
END_OF_IMAGE = b"\xff\xd9"


def in_memory(item: Item, frame: Frame) -> Item:
    """`item` with its bytes in memory, inflated if it is deflated; for reading several frames.

    Raises SetAside if it can't be read, or its compressed frames are truncated.
    """
    layout = frame.layout
    # A crafted file goes on for gigabytes after its pixels. Compressed, they may be a little longer
    # than they are uncompressed.
    pixels = layout.n_frames * (2 * layout.frame_bytes + _FRAME_HEADS) + _TABLES
    data = item.head(layout.offset + pixels)
    if layout.deflated_from is not None:
        data = inflate(
            data, layout.deflated_from, layout.offset + layout.frame_bytes * layout.n_frames
        )
    if layout.plugin:
        _check_fragments(data, layout.offset)
    return MemoryItem(MemoryFile(item.relative_path, data))


def is_plain(frame: Frame) -> bool:
    """Whether the slice is stored as uncompressed 16-bit words."""
    return frame.layout.transfer_syntax in NATIVE and frame.layout.bits_allocated == 16


def read_words(frame: Frame, item: Item, out: np.ndarray) -> np.ndarray:
    """Fill `out` (rows, columns), 16-bit, with a plain slice; returns it as int16 or uint16."""
    layout = frame.layout
    offset = layout.offset + frame.index * layout.frame_bytes
    if item.read_into(offset, out.data.cast("B")) < layout.frame_bytes:
        raise SetAside(sentences.pixels.truncated_pixels())
    if not layout.little_endian:
        out.byteswap(inplace=True)
    return out.view(np.int16 if layout.signed else np.uint16)


def decode(frame: Frame, item: Item, isolated: IsolatedDecoders, words: np.ndarray) -> np.ndarray:
    """(rows, columns) stored values of a slice that is compressed, or of 8 or 32 bits; writable.

    Args:
        item: as returned by `in_memory`.
        words: (rows, columns), 16-bit, C-contiguous. What decodes to 16-bit words may be written
            there; what is returned is then a view of it.
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
        raise SetAside(sentences.pixels.undecodable_pixels()) from error
    layout = _as_compressed(layout, codestream)
    check_size(codestream, layout)
    if not layout.plugin:
        return _decoded(layout, codestream, 0, 1)
    if layout.plugin == JPEG_LS_PLUGIN and not codestream.rstrip(b"\0").endswith(END_OF_IMAGE):
        # CharLS would keep decoding for many seconds and block every other thread.
        raise SetAside(sentences.pixels.undecodable_pixels())
    if layout.plugin in ISOLATED_PLUGINS:
        return _decoded_in_process(layout, codestream, isolated)
    if layout.plugin == jpeg2000.PLUGIN:
        codestream = without_boxes(codestream)
        if _is_as_stated(codestream, layout):
            return _decoded_into(layout, codestream, words)
    if len(codestream) < 2:
        raise SetAside(sentences.pixels.undecodable_pixels())
    return _decoded(layout, encapsulate([codestream]), 0, 1)


def _as_compressed(layout: PixelLayout, codestream: bytes) -> PixelLayout:
    """The layout of one slice, with another transfer syntax if its bytes contradict the label."""
    found = stated_syntax(codestream)
    if contradicts(found, layout.transfer_syntax):
        plugin = plugin_for(found, layout.bits_stored)
        return replace(layout, transfer_syntax=found, plugin=plugin)
    if not found and len(codestream) - layout.frame_bytes in (0, 1):
        # Not compressed at all, with a byte of padding if it needs one.
        return replace(layout, transfer_syntax=ExplicitVRLittleEndian, plugin="")
    return layout


def _decoded(layout: PixelLayout, data: bytes, index: int, n_frames: int) -> np.ndarray:
    """By pydicom, in this process."""
    options: dict[str, Any] = {
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
        raise SetAside(sentences.pixels.undecodable_pixels()) from error
    if pixels.shape != (layout.rows, layout.columns):
        raise SetAside(sentences.pixels.undecodable_pixels())
    return pixels


def _is_as_stated(codestream: bytes, layout: PixelLayout) -> bool:
    """Whether a JPEG 2000 slice has 16-bit words of the depth and sign that its header states: then
    they are its stored values. pydicom knows how to handle the others."""
    return (
        layout.bits_allocated == 16
        and layout.bits_stored > 8
        and stated_depth(codestream) == (layout.bits_stored, layout.signed)
    )


def _decoded_into(layout: PixelLayout, codestream: bytes, words: np.ndarray) -> np.ndarray:
    """A JPEG 2000 slice (`_is_as_stated`), as a view of `words`."""
    try:
        jpeg2000.decode_into(codestream, words)
    except DECODE_ERRORS as error:
        raise SetAside(sentences.pixels.undecodable_pixels()) from error
    return words.view(np.int16 if layout.signed else np.uint16)


def _decoded_in_process(
    layout: PixelLayout, codestream: bytes, isolated: IsolatedDecoders
) -> np.ndarray:
    """In a process of its own."""
    dtype = np.dtype(f"<{'i' if layout.signed else 'u'}{layout.bits_allocated // 8}")
    pixels = np.frombuffer(isolated.decode(layout, codestream), dtype)
    pixels = pixels.reshape(layout.rows, layout.columns)
    unused = layout.bits_allocated - layout.bits_stored
    if unused:  # as pydicom does for other slices; also extends the sign
        np.left_shift(pixels, unused, out=pixels)
        np.right_shift(pixels, unused, out=pixels)
    return pixels


def fingerprint(frame: Frame, by_file: dict[Item, list[str]]) -> str:
    """Equal for slices with the same stored pixels and the same conversion to HU.

    `by_file` keeps the results of `_digests`: a file may hold thousands of frames, and is read, or
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
    """One digest per frame of the file of `frame`; for a compressed file, one for all frames. Empty
    if the file can't be read."""
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
    """Raises SetAside if a fragment runs past the end: some codecs would pad it silently."""
    while offset + _ITEM_HEAD.size <= len(data):
        group, element, length = _ITEM_HEAD.unpack_from(data, offset)
        tag = group << 16 | element
        if tag == SEQUENCE_END:
            return
        if tag != ITEM:
            raise SetAside(sentences.pixels.undecodable_pixels())
        offset += _ITEM_HEAD.size + length
    if offset != len(data):
        raise SetAside(sentences.pixels.truncated_pixels())
