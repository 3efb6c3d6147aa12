"""Which slices are pictured: of each of the largest lesions the one that worries most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.labels import MALIGNANT, SLICE_CLASSES
from core.lesions import Lesion
from core.pipeline import Analysis

#: Slices pictured at most: two pages with heatmaps.
MOST = 6
#: Of a lesion's slices those count that show at least this share of its largest area.
VISIBLE_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class KeySlice:
    """One slice to picture, and why."""

    #: From 0, the most inferior.
    index: int
    #: The class whose score the heatmap explains.
    target: str
    #: The lesions it was chosen for, none where there are no lesions.
    lesion_ids: tuple[int, ...]
    #: (y, x) unsigned: ids of `Lesion` on this slice, all of them; 0 elsewhere.
    numbers: np.ndarray


def key_slices(analysis: Analysis, most: int = MOST) -> tuple[KeySlice, ...]:
    """For the largest lesions, each by its slice of highest score for the lesion's own class.

    Lesions that share a slice share a picture. Without lesions: the liver slice of highest
    p(malignant), or, without liver, the middle of the series.
    """
    if not analysis.lesions:
        index = _without_lesions(analysis)
        return (KeySlice(index, MALIGNANT, (), np.zeros(analysis.mask.shape[1:], np.uint8)),)
    numbers = analysis.numbers()
    chosen: dict[int, list[int]] = {}
    for lesion in analysis.lesions:
        index = _worst(analysis, numbers, lesion)
        if index in chosen or len(chosen) < most:
            chosen.setdefault(index, []).append(lesion.id)
    label = {lesion.id: lesion.label for lesion in analysis.lesions}
    return tuple(
        KeySlice(index, label[ids[0]], tuple(ids), numbers[index].copy())
        for index, ids in chosen.items()
    )


def _worst(analysis: Analysis, numbers: np.ndarray, lesion: Lesion) -> int:
    span = slice(lesion.slice_first, lesion.slice_last + 1)
    areas = (numbers[span] == lesion.id).sum(axis=(1, 2))
    scores = analysis.probabilities[span, SLICE_CLASSES.index(lesion.label)]
    shown = areas >= VISIBLE_SHARE * areas.max()
    # Of equal scores the larger area.
    best = max(np.flatnonzero(shown), key=lambda place: (scores[place], areas[place]))
    return lesion.slice_first + int(best)


def _without_lesions(analysis: Analysis) -> int:
    at = analysis.most_suspicious()
    return analysis.series.n_slices // 2 if at is None else at
