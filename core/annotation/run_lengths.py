"""Run-length coding of one slice's voxels, for the network and the database.

A slice is read row by row; each run is its value and its length. What a brush changes in one slice
takes some hundred bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.annotation import sentences
from core.errors import InputError


def encode(voxels: np.ndarray) -> list[int]:
    """`[value, length, value, length, ...]` of a (rows, columns) uint8 array."""
    flat = np.ascontiguousarray(voxels).ravel()
    if not flat.size:
        return []
    begins = np.concatenate(([0], np.flatnonzero(np.diff(flat)) + 1))
    lengths = np.diff(np.append(begins, flat.size))
    return [int(part) for pair in zip(flat[begins], lengths, strict=True) for part in pair]


def decode(runs: Sequence[int], shape: tuple[int, int]) -> np.ndarray:
    """The (rows, columns) uint8 array again.

    Raises:
        InputError: the runs don't fill that shape exactly, or hold what is no byte.
    """
    pairs = np.asarray(runs)
    if pairs.ndim != 1 or pairs.size % 2 or (pairs.size and pairs.dtype.kind not in "iu"):
        raise InputError(sentences.damaged_outline())
    values, lengths = pairs[::2], pairs[1::2]
    fits = ((values >= 0) & (values <= 255) & (lengths > 0)).all()
    # Not summed before each is known to be small: sums of huge lengths would wrap around.
    size = shape[0] * shape[1]
    if not fits or (lengths > size).any() or lengths.size > size or lengths.sum() != size:
        raise InputError(sentences.damaged_outline())
    return np.repeat(values.astype(np.uint8), lengths).reshape(shape)
