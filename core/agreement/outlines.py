"""Agreement of readers on outlines: Dice and surface distance of each pair of readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from core.comparison.surface import surface_distances_mm


@dataclass(frozen=True)
class PairOutlines:
    """Two readers' outlines of the same thing."""

    readers: tuple[str, str]
    #: Voxels that one of the two outlined, or both.
    n_voxels: int
    #: 2 |A and B| / (|A| + |B|), 0..1; None where neither outlined anything.
    dice: float | None
    #: Mean and 95th percentile of `surface_distances_mm`; None where one of them outlined
    #: nothing, or the spacing is not known.
    mean_mm: float | None
    p95_mm: float | None


def pairs_of(
    bodies: Mapping[str, np.ndarray], spacing_mm: tuple[float, float, float] | None
) -> tuple[PairOutlines, ...]:
    """Each pair of readers, in the order of `bodies`.

    Args:
        bodies: reader -> (z, y, x) bool, of the same shape.
        spacing_mm: (z, y, x) of even slices; None where it is not known or the slices are uneven.
    """
    return tuple(
        _pair((a, b), bodies[a], bodies[b], spacing_mm) for a, b in combinations(bodies, 2)
    )


def mean_of(values: list[float | None]) -> float | None:
    """Of those that are known."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _pair(
    readers: tuple[str, str],
    a: np.ndarray,
    b: np.ndarray,
    spacing_mm: tuple[float, float, float] | None,
) -> PairOutlines:
    total = int(np.count_nonzero(a)) + int(np.count_nonzero(b))
    shared = int(np.count_nonzero(a & b))
    distances = None if spacing_mm is None else surface_distances_mm(a, b, spacing_mm)
    return PairOutlines(
        readers,
        n_voxels=total - shared,
        dice=2 * shared / total if total else None,
        mean_mm=None if distances is None else float(distances.mean()),
        p95_mm=None if distances is None else float(np.percentile(distances, 95)),
    )
