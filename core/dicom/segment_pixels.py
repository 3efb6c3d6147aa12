"""The planes of a SEG, unpacked one by one from any encoding."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from pydicom import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.utils import iter_pixels, unpack_bits
from pydicom.uid import UncompressedTransferSyntaxes

from core.dicom import sentences
from core.dicom.set_aside import SetAside

#: Deflated Image Frame Compression (PS3.5 A.4.14), newer than the dictionary of pydicom 3.0.
DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"


def is_native(dataset: Dataset) -> bool:
    """Whether the pixels lie in the file as they are."""
    return dataset.file_meta.TransferSyntaxUID in UncompressedTransferSyntaxes


def frames_of(dataset: Dataset, indices: Sequence[int]) -> Iterator[np.ndarray]:
    """(rows, columns) stored values of the frames with these ascending indices.

    Raises SetAside, or one of `stored.DECODE_ERRORS`, if they can't be unpacked.
    """
    if dataset.file_meta.TransferSyntaxUID == DEFLATED_FRAMES:
        return _inflated(dataset, set(indices))
    return iter_pixels(dataset, indices=list(indices), raw=True)


def _inflated(dataset: Dataset, indices: set[int]) -> Iterator[np.ndarray]:
    """Each frame is deflated by itself; none is inflated beyond its size."""
    pixels, bits = int(dataset.Rows) * int(dataset.Columns), int(dataset.BitsAllocated)
    needed = (pixels * bits + 7) // 8
    packed = generate_frames(dataset.PixelData, number_of_frames=int(dataset.NumberOfFrames))
    for index, frame in enumerate(packed):
        if index not in indices:
            continue
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, needed)
        if len(data) < needed:
            raise SetAside(sentences.pixels.too_few_pixels())
        if bits == 1:
            values = unpack_bits(data)[:pixels]
        else:
            values = np.frombuffer(data, np.dtype(f"<u{bits // 8}"), pixels)
        yield np.asarray(values).reshape(int(dataset.Rows), int(dataset.Columns))
