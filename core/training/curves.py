"""The ROC curve as a short list of points."""

from __future__ import annotations

import numpy as np

#: A curve of more corners than this is thinned: it is drawn a few hundred pixels wide.
MAX_POINTS = 120


def roc_points(score: np.ndarray, positive: np.ndarray) -> list[list[float]]:
    """[[false positive rate, true positive rate, threshold], ...] from (0, 0) to (1, 1).

    A slice is called positive where its score reaches the threshold; tied scores are one step, so
    the trapezoids under the points are `metrics.area_under_roc` exactly (while none are thinned
    out). Points on a straight line between their neighbours are left out.

    Args:
        score: (n,). positive: (n,) bool.

    Returns:
        No points where one of the two kinds is absent; the first threshold, which nothing
        reaches, is 1 above the highest score.
    """
    positive = np.asarray(positive, dtype=bool)
    if positive.all() or not positive.any():
        return []
    order = np.argsort(-score, kind="stable")
    last_of_ties = np.append(np.diff(score[order]) != 0, True)
    true = np.append(0, np.cumsum(positive[order])[last_of_ties])
    false = np.append(0, np.cumsum(~positive[order])[last_of_ties])
    thresholds = np.append(score.max() + 1.0, score[order][last_of_ties])
    kept = _corners(false, true)
    if len(kept) > MAX_POINTS:
        kept = kept[np.unique(np.linspace(0, len(kept) - 1, MAX_POINTS).round().astype(int))]
    return [
        [float(x), float(y), float(t)]
        for x, y, t in zip(
            false[kept] / false[-1], true[kept] / true[-1], thresholds[kept], strict=True
        )
    ]


def _corners(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Indices of the ends and of the points where the direction changes; integer arithmetic."""
    dx, dy = np.diff(x), np.diff(y)
    turns = dx[:-1] * dy[1:] != dy[:-1] * dx[1:]
    return np.flatnonzero(np.concatenate([[True], turns, [True]]))
