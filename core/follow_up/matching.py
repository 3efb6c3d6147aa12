"""Which lesion of a later scan is which of an earlier one, one to one.

As in Santoro-Fernandes et al., Phys Med Biol 2021;66:155017 (doi:10.1088/1361-6560/ac1457):
align, then assign all pairs at once at the least cost, since taking the nearest one by one makes
one early mistake cost two matches. The livers are aligned rigidly here and lesions are compared by
their centres, because the worklist keeps no outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.follow_up.alignment import Alignment
from core.follow_up.scan import SeenLesion

#: A match counts as unsure where another lesion lies at most this much farther away, mm.
UNSURE_MM = 5.0
#: Cost of what may not be matched.
_NEVER = 1e9


@dataclass(frozen=True)
class Pair:
    """Indices of one lesion on both scans."""

    earlier: int
    later: int
    #: Between the aligned centres, mm.
    distance_mm: float
    #: Another lesion lies nearly as near: it could be that one.
    unsure: bool


@dataclass(frozen=True)
class Matching:
    """Indices into the two lists of lesions."""

    pairs: tuple[Pair, ...]
    #: On the earlier scan alone, and on the later one alone.
    gone: tuple[int, ...]
    new: tuple[int, ...]


def match_lesions(
    earlier: Sequence[SeenLesion], later: Sequence[SeenLesion], alignment: Alignment
) -> Matching:
    """Match them by the places of their centres, at most `alignment.gate_mm` apart.

    The gate is wider by the difference of the radii: a lesion that grows away from a vessel or the
    liver's surface moves its centre by that much; distances are weighed as shares of it. Of all
    ways to match, the one is taken whose weighed distances add up to the least, where a lesion
    left alone costs half the gate: so a good match is never broken up for two poor ones.
    """
    gate = alignment.gate_mm
    distance = np.linalg.norm(
        alignment.moved(_centres(earlier))[:, None] - _centres(later)[None], axis=-1
    )
    growth = np.abs(_radii(earlier)[:, None] - _radii(later)[None])
    weighed = distance * gate / (gate + growth)
    allowed = weighed <= gate
    rows, columns = _assign(np.where(allowed, weighed, _NEVER), gate / 2)
    pairs = tuple(
        Pair(int(i), int(j), float(distance[i, j]), _is_unsure(weighed, allowed, i, j))
        for i, j in zip(rows, columns, strict=True)
    )
    gone = set(range(len(earlier))) - {pair.earlier for pair in pairs}
    new = set(range(len(later))) - {pair.later for pair in pairs}
    return Matching(pairs, tuple(sorted(gone)), tuple(sorted(new)))


def _centres(lesions: Sequence[SeenLesion]) -> np.ndarray:
    return np.array([lesion.centroid_mm for lesion in lesions], dtype=float).reshape(-1, 3)


def _radii(lesions: Sequence[SeenLesion]) -> np.ndarray:
    return np.array([lesion.radius_mm for lesion in lesions], dtype=float)


def _assign(cost: np.ndarray, alone: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns matched to each other; each may stay alone at the cost `alone`."""
    n, m = cost.shape
    full = np.full((n + m, m + n), _NEVER)
    full[:n, :m] = cost
    full[range(n), range(m, m + n)] = alone
    full[range(n, n + m), range(m)] = alone
    full[n:, m:] = 0.0
    rows, columns = linear_sum_assignment(full)
    both = (rows < n) & (columns < m)
    return rows[both], columns[both]


def _is_unsure(weighed: np.ndarray, allowed: np.ndarray, i: int, j: int) -> bool:
    near = allowed & (weighed <= weighed[i, j] + UNSURE_MM)
    return bool(near[i].sum() > 1 or near[:, j].sum() > 1)
