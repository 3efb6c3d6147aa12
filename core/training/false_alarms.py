"""Slices without a lesion on which a model outlines one, counted by any column of the data."""

from __future__ import annotations

import numpy as np

from core.labels import LESION_CODES, SLICE_CLASSES, UNCERTAIN_CODE
from core.training.counts import Countable
from core.training.data import MIN_LESION_PIXELS, SliceDataset

#: Of slices on which any outlined lesion is a false alarm; the second are among the first.
KINDS = ("lesion_free", "liver_free")


def false_outlines(label: np.ndarray, masks: np.ndarray, *, liver_known: np.ndarray) -> np.ndarray:
    """(n,) pixels outlined as a lesion of either kind.

    Args:
        label, masks: (n, s, s) codes.
        liver_known: (n,) bool; where it is False, uncertain pixels are the liver and count too.
    """
    counted = (label != UNCERTAIN_CODE) | ~liver_known[:, None, None]
    return (np.isin(masks, LESION_CODES) & counted).sum(axis=(1, 2))


def alarmed(slices: SliceDataset, masks: np.ndarray) -> np.ndarray:
    """(n,) bool: lesion-free slices with an outlined lesion of `MIN_LESION_PIXELS` or more."""
    pixels = false_outlines(slices.label, masks, liver_known=slices.liver_outlined)
    return lesion_free(slices) & (pixels >= MIN_LESION_PIXELS)


def lesion_free(slices: SliceDataset) -> np.ndarray:
    """(n,) bool: slices known to hold no lesion."""
    which = Countable.of(slices)
    return which.classified & (which.slice_class == SLICE_CLASSES.index("normal"))


def liver_free(slices: SliceDataset) -> np.ndarray:
    """(n,) bool: lesion-free slices whose label is background throughout, nothing uncertain."""
    return lesion_free(slices) & ~slices.label.any(axis=(1, 2))


def alarm_sums(slices: SliceDataset, masks: np.ndarray) -> np.ndarray:
    """(n, 4) int, in turn for each of `KINDS`: 1 for such a slice, and 1 if it is `alarmed`."""
    alarm = alarmed(slices, masks)
    free, no_liver = lesion_free(slices), liver_free(slices)
    return np.column_stack([free, alarm, no_liver, alarm & no_liver]).astype(int)


def false_alarms(slices: SliceDataset, masks: np.ndarray, groups: np.ndarray) -> dict[str, dict]:
    """How many lesion-free slices of each group raise a false alarm.

    Args:
        masks: (n, s, s) codes. groups: (n,) words, such as `slices.phases`.

    Returns:
        {group: {"slices", "subjects", "alarms", "share"}} of groups with lesion-free slices.
    """
    free, alarm = lesion_free(slices), alarmed(slices, masks)
    rows = {}
    for group in sorted(set(groups[free].tolist())):
        own = free & (groups == group)
        rows[group] = {
            "slices": int(own.sum()),
            "subjects": len(np.unique(slices.subject[own])),
            "alarms": int(alarm[own].sum()),
            "share": float(alarm[own].mean()),
        }
    return rows
