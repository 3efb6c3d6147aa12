"""Volumes of zeros that take memory only where something else is written.

Outlines and their probabilities fill a fraction of a CT. The kernel hands out memory page by page
when a page is first written; reading what was never written takes none. So whoever fills such a
volume writes only what is not zero.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import DTypeLike


def sparse_zeros(shape: Sequence[int], dtype: DTypeLike) -> np.ndarray:
    """`np.zeros(shape, dtype)`, of which only the pages that are written take memory.

    np.zeros of this size asks Linux for pages of 2 MB: eight slices of a mask, for one voxel in
    them. Raises MemoryError if there is no room for the addresses.
    """
    length = math.prod(shape) * np.dtype(dtype).itemsize
    if not length or not hasattr(mmap, "MADV_NOHUGEPAGE"):  # not Linux
        return np.zeros(shape, dtype)
    try:
        pages = mmap.mmap(-1, length, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError from error
    with suppress(OSError):  # a kernel without large pages
        pages.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(pages, dtype).reshape(shape)


def write_plane(plane: np.ndarray, values: np.ndarray) -> None:
    """`plane[:] = values` of a (y, x) plane of such a volume of unsigned integers, without touching
    rows of zeros that are zeros already."""
    # The highest value of a row: unsigned integers have no quicker way to say that one is not 0.
    rows = np.flatnonzero(values.max(axis=1) | plane.max(axis=1))
    if rows.size:
        band = slice(rows[0], rows[-1] + 1)
        plane[band] = values[band]
