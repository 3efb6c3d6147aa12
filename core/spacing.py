"""What a gap between slices is, and how much of the body each slice stands for.

The one rule for both: warnings, volumes and files on an even grid all follow it.
"""

from __future__ import annotations

import numpy as np

#: A distance of more than this many usual ones is a gap, unless slices are that far apart on
#: purpose.
GAP_FACTOR = 1.5
#: Lengths that differ by no more than this factor, from each to the next longer one, are one kind.
SAME_KIND = 1.25
#: Long distances of one kind are a second spacing if there are at least this many of them...
MIN_OF_A_SPACING = 3
#: ... and they are more than this share of all distances, or that many follow one another.
SECOND_SPACING_SHARE = 0.2


def gaps(positions_mm: np.ndarray) -> np.ndarray:
    """(n - 1,) bool: whether slices are missing between one slice and the next.

    A distance is a gap if it is longer than `GAP_FACTOR` usual (median) ones and stands out. It
    doesn't stand out if there are ever longer distances from the usual ones up to it, or if it is
    a second spacing: several of about its length, side by side or all over the stack, as where
    thin slices below meet thick ones above, or where slices come in pairs.

    Args:
        positions_mm: (n,) ascending.
    """
    distances = np.diff(positions_mm)
    is_gap = np.zeros(len(distances), bool)
    if not len(distances):
        return is_gap
    usual = float(np.median(distances))
    long = distances > GAP_FACTOR * usual
    if not long.any():
        return is_gap
    kinds = _kinds(distances)
    ordinary = set(kinds[~long].tolist())
    for kind in set(kinds[long].tolist()) - ordinary:
        of_it = kinds == kind
        count = int(of_it.sum())
        often = count > SECOND_SPACING_SHARE * len(distances)
        second = count >= MIN_OF_A_SPACING and (often or _longest_run(of_it) >= MIN_OF_A_SPACING)
        if not second:
            is_gap |= of_it
    return is_gap


def extents_mm(positions_mm: np.ndarray, alone_mm: float) -> np.ndarray:
    """(n,) how much of the body each slice stands for: half the way to each neighbour.

    A gap is not filled: into it, and beyond both ends, a slice reaches as far as the nearest
    ordinary distance on its own side says.

    Args:
        positions_mm: (n,) ascending.
        alone_mm: the extent of a slice that is the only one.
    """
    below, above = reaches_mm(positions_mm, alone_mm)
    return below + above


def reaches_mm(positions_mm: np.ndarray, alone_mm: float) -> tuple[np.ndarray, np.ndarray]:
    """(n,) and (n,): how far each slice reaches down and up; see `extents_mm`."""
    if len(positions_mm) == 1:
        half = np.array([alone_mm / 2])
        return half, half
    distances = np.where(gaps(positions_mm), np.nan, np.diff(positions_mm))
    # Across a gap, each side keeps its own spacing; where a side has none, the other's.
    before, after = _last_known(distances), _last_known(distances[::-1])[::-1]
    up = np.where(np.isnan(before), after, before)
    down = np.where(np.isnan(after), before, after)
    return np.concatenate([down[:1], down]) / 2, np.concatenate([up, up[-1:]]) / 2


def missing_mm(positions_mm: np.ndarray) -> np.ndarray:
    """(n - 1,) how much of each distance no slice stands for: of gaps alone; 0 elsewhere.

    Args:
        positions_mm: (n,) ascending.
    """
    below, above = reaches_mm(positions_mm, alone_mm=0.0)
    open_mm = np.diff(positions_mm) - above[:-1] - below[1:]
    return np.where(gaps(positions_mm), open_mm, 0.0)


def regularity(positions_mm: np.ndarray) -> float:
    """The share of distances, gaps apart, of the commonest length; 1 for fewer than three slices.

    Args:
        positions_mm: (n,) ascending.
    """
    distances = np.diff(positions_mm)[~gaps(positions_mm)]
    if len(distances) < 2:
        return 1.0
    return float(np.bincount(_kinds(distances)).max() / len(distances))


def _kinds(lengths: np.ndarray) -> np.ndarray:
    """The kind of each length, numbered: a step of more than `SAME_KIND` starts the next."""
    order = np.argsort(lengths, kind="stable")
    ordered = lengths[order]
    kinds = np.empty(len(lengths), int)
    kinds[order] = np.concatenate([[0], np.cumsum(ordered[1:] > SAME_KIND * ordered[:-1])])
    return kinds


def _longest_run(flags: np.ndarray) -> int:
    """The longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _last_known(values: np.ndarray) -> np.ndarray:
    """Each NaN replaced by the last number before it; NaN where there is none."""
    last = np.maximum.accumulate(np.where(np.isnan(values), -1, np.arange(len(values))))
    return np.where(last < 0, np.nan, values[np.maximum(last, 0)])
