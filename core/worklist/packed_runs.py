"""One slice of an annotation as the database holds it: its runs, compressed."""

from __future__ import annotations

import zlib

import numpy as np

from core.annotation.run_lengths import decode, encode
from core.errors import InputError


def pack(plane: np.ndarray) -> bytes:
    """Of a (rows, columns) uint8 array; the same array gives the same bytes."""
    runs = np.asarray(encode(plane), dtype="<u4")
    # Values together and lengths together: both compress better.
    values, lengths = runs[::2].astype(np.uint8), runs[1::2]
    return zlib.compress(values.tobytes() + lengths.tobytes())


def unpack(data: bytes, shape: tuple[int, int]) -> np.ndarray:
    """The (rows, columns) uint8 array again.

    Raises:
        ValueError: the bytes are damaged, or of another shape.
    """
    # One pixel is at most one run of five bytes; what unpacks to more is no slice.
    most = 5 * shape[0] * shape[1]
    inflate = zlib.decompressobj()
    try:
        plain = inflate.decompress(data, most + 1)
        count, rest = divmod(len(plain), 5)
        if rest or not inflate.eof:
            raise ValueError("not the runs of a slice")
        runs = np.empty(2 * count, np.int64)
        runs[::2] = np.frombuffer(plain[:count], np.uint8)
        runs[1::2] = np.frombuffer(plain[count:], "<u4")
        return decode(runs, shape)  # type: ignore[arg-type]
    except (zlib.error, InputError) as error:
        raise ValueError("not the runs of a slice") from error
