"""One-to-one matching of the lesions on an earlier and a later scan.

As in Santoro-Fernandes et al., Phys Med Biol 2021;66:155017 (doi:10.1088/1361-6560/ac1457):
align, then assign all pairs at once at minimum cost, because in a greedy nearest-first assignment
one early mistake costs two matches. Here the livers are aligned rigidly and lesions are compared by
their centres, because the worklist stores no outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.follow_up.alignment import Alignment
from core.follow_up.scan import SeenLesion

#: A match is uncertain if another lesion lies at most this much farther away, mm.
UNSURE_MM = 5.0
#: Cost of a pair that must not be matched.
_FORBIDDEN = 1e9


@dataclass(frozen=True)
class Pair:
    """Indices of one lesion on both scans."""

    earlier: int
    later: int
    #: Between the aligned centres, mm.
    distance_mm: float
    #: Another lesion is almost as close, so the match could be wrong.
    unsure: bool


@dataclass(frozen=True)
class Matching:
    """Indices into the two lists of lesions."""

    pairs: tuple[Pair, ...]
    #: Only on the earlier scan, and only on the later one.
    gone: tuple[int, ...]
    new: tuple[int, ...]


def match_lesions(
    earlier: Sequence[SeenLesion], later: Sequence[SeenLesion], alignment: Alignment
) -> Matching:
    """Match lesions whose aligned centres are at most `alignment.gate_mm` apart.

    The gate is widened by the difference of the radii, because the centre of a lesion that grows
    away from a vessel or the liver's surface moves by that much; distances are scaled accordingly.
    The assignment minimises the sum of the scaled distances. An unmatched lesion costs half the
    gate, so a good match is never broken up for two poor ones.
    """
    gate = alignment.gate_mm
    distance = np.linalg.norm(
        alignment.moved(_centres(earlier))[:, None] - _centres(later)[None], axis=-1
    )
    growth = np.abs(_radii(earlier)[:, None] - _radii(later)[None])
    scaled = distance * gate / (gate + growth)
    allowed = scaled <= gate
    rows, columns = _assign(np.where(allowed, scaled, _FORBIDDEN), gate / 2)
    pairs = tuple(
        Pair(int(i), int(j), float(distance[i, j]), _is_unsure(scaled, allowed, i, j))
        for i, j in zip(rows, columns, strict=True)
    )
    gone = set(range(len(earlier))) - {pair.earlier for pair in pairs}
    new = set(range(len(later))) - {pair.later for pair in pairs}
    return Matching(pairs, tuple(sorted(gone)), tuple(sorted(new)))


def _centres(lesions: Sequence[SeenLesion]) -> np.ndarray:
    return np.array([lesion.centroid_mm for lesion in lesions], dtype=float).reshape(-1, 3)


def _radii(lesions: Sequence[SeenLesion]) -> np.ndarray:
    return np.array([lesion.radius_mm for lesion in lesions], dtype=float)


def _assign(cost: np.ndarray, unmatched: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns matched to each other; each may stay unmatched at the cost `unmatched`."""
    n, m = cost.shape
    full = np.full((n + m, m + n), _FORBIDDEN)
    full[:n, :m] = cost
    full[range(n), range(m, m + n)] = unmatched
    full[range(n, n + m), range(m)] = unmatched
    full[n:, m:] = 0.0
    rows, columns = linear_sum_assignment(full)
    both = (rows < n) & (columns < m)
    return rows[both], columns[both]


def _is_unsure(scaled: np.ndarray, allowed: np.ndarray, i: int, j: int) -> bool:
    near = allowed & (scaled <= scaled[i, j] + UNSURE_MM)
    return bool(near[i].sum() > 1 or near[:, j].sum() > 1)
