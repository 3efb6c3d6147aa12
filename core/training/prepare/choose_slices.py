"""Which slices of a scan go into the training file."""

from __future__ import annotations

import numpy as np

from core.training.prepare.settings import SliceChoice

#: So many slices with liver are taken whole; of more, `USUAL` are spread evenly over the liver.
ALL_UP_TO, USUAL = 20, 16
#: Slices nearer to the liver than this may show a sliver of it that the mask lacks.
CLEAR_OF_LIVER_MM = 10.0
#: Of a limited number of slices, this share may be without liver.
LIVER_FREE_SHARE = 0.2


def choose_slices(
    liver_mm2: np.ndarray,
    positions_mm: np.ndarray,
    choice: SliceChoice,
    rng: np.random.Generator,
) -> np.ndarray:
    """Slices with liver, evenly spread, and some well clear of it.

    Args:
        liver_mm2: (n,) area of liver, lesions included, on each slice. positions_mm: (n,).

    Returns:
        Ascending indices. Where in its interval each choice falls is drawn once per scan.
    """
    at = rng.random()
    liver = np.flatnonzero((liver_mm2 > 0) & (liver_mm2 >= choice.min_liver_mm2))
    liver = thinned(liver, choice.every, at)
    free = _clear_of_liver(liver_mm2, positions_mm)
    free = spread(free, min(choice.liver_free, len(free)), at)
    if choice.max_slices is not None and len(liver) + len(free) > choice.max_slices:
        room = int(choice.max_slices * LIVER_FREE_SHARE) if len(liver) else choice.max_slices
        # What either kind leaves unused falls to the other.
        room = max(min(room, len(free)), choice.max_slices - len(liver))
        free = spread(free, min(room, len(free)), at)
        liver = spread(liver, min(choice.max_slices - len(free), len(liver)), at)
    return np.sort(np.concatenate([liver, free]))


def thinned(slices: np.ndarray, every: int | None, at: float) -> np.ndarray:
    """Each `every`-th of the slices; with None all of few, or `USUAL` of many.

    Args:
        at: 0 to 1, where in the first interval to begin.
    """
    if every is None:
        return slices if len(slices) <= ALL_UP_TO else spread(slices, USUAL, at)
    return slices[int(at * min(every, len(slices))) :: every]


def spread(slices: np.ndarray, count: int, at: float) -> np.ndarray:
    """`count` of the slices, one from each of as many equal stretches; no more than there are."""
    if count >= len(slices):
        return slices
    return slices[((np.arange(count) + at) * len(slices) / max(count, 1)).astype(int)]


def _clear_of_liver(liver_mm2: np.ndarray, positions_mm: np.ndarray) -> np.ndarray:
    with_liver = positions_mm[liver_mm2 > 0]
    if not len(with_liver):
        return np.arange(len(liver_mm2))
    distance = np.abs(positions_mm[:, None] - with_liver).min(axis=1)
    return np.flatnonzero(distance >= CLEAR_OF_LIVER_MM)
