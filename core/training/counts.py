"""Which slices count for which figure, and every n behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.labels import SLICE_CLASSES
from core.training.data import IGNORED_CLASS, OUTLINED_BY_MODELS, SliceDataset, paths_of


@dataclass(frozen=True, eq=False)
class Countable:
    """Boolean masks (n,) over the slices of a data set."""

    #: Not "missed": no lesion is visible that the label does not hold. All figures but liver Dice.
    usable: np.ndarray
    #: The liver was outlined by people, not by a model: liver Dice.
    liver: np.ndarray
    #: Usable, and with a mask: lesion Dice, and lesions one by one.
    outlined: np.ndarray
    #: Usable, and of a known class: the figures of three classes, and calibration.
    classified: np.ndarray
    #: Usable, and known to hold a lesion or none: "lesion or not".
    decided: np.ndarray
    with_lesion: np.ndarray
    #: (n,) int64, `data.slice_class_of`.
    slice_class: np.ndarray

    @classmethod
    def of(cls, slices: SliceDataset) -> Countable:
        usable = slices.quality != "missed"
        slice_class, with_lesion = slices.slice_class, slices.with_lesion
        normal = slice_class == SLICE_CLASSES.index("normal")
        return cls(
            usable=usable,
            liver=~np.isin(slices.sources, OUTLINED_BY_MODELS),
            outlined=usable & ~slices.class_only,
            classified=usable & (slice_class != IGNORED_CLASS),
            decided=usable & (with_lesion | normal),
            with_lesion=with_lesion,
            slice_class=slice_class,
        )


def slice_counts(slices: SliceDataset) -> dict:
    """How many slices stand behind which figure, and slices and subjects of each class."""
    which = Countable.of(slices)
    by_class = {}
    for index, name in enumerate(SLICE_CLASSES):
        own = which.classified & (which.slice_class == index)
        by_class[name] = {
            "slices": int(own.sum()),
            "subjects": len(np.unique(slices.subject[own])),
        }
    return {
        "n_lesion_slices": int((which.with_lesion & which.usable).sum()),
        "n_lesion_or_not": int(which.decided.sum()),
        "n_classified": int(which.classified.sum()),
        "by_class": by_class,
    }


def left_out(
    data: Path | Sequence[Path], slices: SliceDataset, subjects: list[int] | None
) -> list[dict]:
    """What was not counted, where and why; nothing where every slice counted for everything.

    Args:
        data: the training file, or files, of `slices` ("bad" ones are not in them).
        subjects: those that were scored, None for all.

    Returns:
        [{"slices", "reason", "left_out_of"}, ...].
    """
    which = Countable.of(slices)
    rows = [
        (_bad(data, subjects), "marked as bad in the data", "everything"),
        (
            int((~which.usable).sum()),
            "show a lesion that is not labelled",
            "everything but liver Dice",
        ),
        (
            int((which.usable & ~which.outlined).sum()),
            "have a class but no mask",
            "Dice and lesions one by one",
        ),
        (
            int((which.usable & ~which.classified).sum()),
            "class unknown: only uncertain pixels stand between them and another class",
            "accuracy, F1, AUC malignant-looking, calibration",
        ),
        (
            int((which.usable & ~which.decided).sum()),
            "not known to hold a lesion or none",
            "AUC of a lesion in the slice",
        ),
    ]
    return [{"slices": n, "reason": why, "left_out_of": what} for n, why, what in rows if n]


def _bad(data: Path | Sequence[Path], subjects: list[int] | None) -> int:
    total = 0
    for path in paths_of(data):
        with np.load(path, allow_pickle=False) as arrays:
            if "quality" not in arrays.files:
                continue
            bad = arrays["quality"].astype(str) == "bad"
            if subjects is not None:
                bad &= np.isin(arrays["subject"], subjects)
            total += int(bad.sum())
    return total
