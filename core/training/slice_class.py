"""The class of one slice, told by a person or read from its mask."""

from __future__ import annotations

import numpy as np

from core.labels import (
    BENIGN_CODE,
    LESION_CODES,
    MALIGNANT_CODE,
    SLICE_CLASSES,
    UNCERTAIN_CODE,
)

#: Slice class where only uncertain pixels stand between it and "normal".
IGNORED_CLASS = -100
#: A lesion of fewer pixels does not make a slice a lesion slice.
MIN_LESION_PIXELS = 4
#: Words of the `slice_class` array: the mask tells, and nobody knows.
FROM_MASK, UNCERTAIN = "", "uncertain"


def slice_class_of(label: np.ndarray, *, liver_known: bool = True) -> int:
    """The class of one slice from its mask: malignant before benign before normal.

    `IGNORED_CLASS` where a lesion can't be ruled out (only uncertain pixels).

    Args:
        liver_known: False for quality "outline": uncertain pixels are the liver there.
    """
    counts = np.bincount(label.ravel(), minlength=256)
    if counts[MALIGNANT_CODE] >= MIN_LESION_PIXELS:
        return SLICE_CLASSES.index("malignant")
    if liver_known and counts[UNCERTAIN_CODE] >= MIN_LESION_PIXELS:
        # An uncertain region may be malignant: neither "benign" nor "normal" is known.
        return IGNORED_CLASS
    if counts[BENIGN_CODE] >= MIN_LESION_PIXELS:
        return SLICE_CLASSES.index("benign")
    return SLICE_CLASSES.index("normal")


def class_index(word: str) -> int:
    return IGNORED_CLASS if word == UNCERTAIN else SLICE_CLASSES.index(word)


def has_lesion(label: np.ndarray) -> np.ndarray:
    """(n,) bool: which of the (n, s, s) masks hold a lesion of either kind."""
    return np.isin(label, LESION_CODES).sum(axis=(1, 2)) >= MIN_LESION_PIXELS
