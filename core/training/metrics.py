"""Figures of merit for slices and masks; each a small function on arrays.

The functions `..._of` take sums whose leading axes are free, so that one formula gives the figure
of all slices and of every bootstrap draw (`training.subject_sums`).
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from core.labels import SLICE_CLASSES, UNCERTAIN_CODE

CALIBRATION_BINS = 10


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Element by element, NaN where the denominator is 0."""
    numerator, denominator = np.broadcast_arrays(numerator, np.asarray(denominator, float))
    defined = denominator != 0
    return np.divide(numerator, denominator, out=np.full(denominator.shape, np.nan), where=defined)


def defined(value: float) -> float | None:
    """A plain float; None for NaN, which JSON does not have."""
    return None if np.isnan(value) else float(value)


def dice_sums(predicted: np.ndarray, truth: np.ndarray, codes: tuple[int, ...]) -> np.ndarray:
    """Of each slice twice the overlap and the sum of both areas; uncertain pixels are left out.

    Args:
        predicted, truth: (n, ...) integer codes. codes: those that count as foreground.

    Returns:
        (n, 2) int64.
    """
    valid = truth != UNCERTAIN_CODE
    a, b = np.isin(predicted, codes) & valid, np.isin(truth, codes) & valid
    # By axes, not by reshaping: a split may hold no outlined slice at all.
    axes = tuple(range(1, truth.ndim))
    return np.column_stack([2 * (a & b).sum(axis=axes), a.sum(axis=axes) + b.sum(axis=axes)])


def area_under_roc(score: np.ndarray, positive: np.ndarray) -> float | None:
    """Probability that a positive scores above a negative, ties half (Mann-Whitney U).

    None where one of the two kinds is absent.
    """
    positive = np.asarray(positive, dtype=bool)
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if not n_positive or not n_negative:
        return None
    ranks = rankdata(score)
    u = ranks[positive].sum() - n_positive * (n_positive + 1) / 2
    return float(u / (n_positive * n_negative))


def accuracy_of(matrix: np.ndarray) -> np.ndarray:
    """Share on the diagonal of confusion matrices (..., c, c)."""
    return ratio(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum(axis=(-2, -1)))


def class_ratios_of(matrix: np.ndarray) -> dict[str, np.ndarray]:
    """Precision, recall and F1 of confusion matrices (..., c, c), each (..., c).

    NaN where there is no denominator: no slice called so, none that is so, neither.
    """
    hits = np.diagonal(matrix, axis1=-2, axis2=-1)
    called, support = matrix.sum(axis=-2), matrix.sum(axis=-1)
    return {
        "precision": ratio(hits, called),
        "recall": ratio(hits, support),
        "f1": ratio(2 * hits, called + support),
    }


def macro_of(per_class: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Mean over the classes that are present, an undefined ratio among them counting as 0.

    Args:
        per_class: (..., c). present: (..., c) bool: the class occurs, as truth or as prediction.
    """
    return ratio(np.where(present, np.nan_to_num(per_class), 0).sum(axis=-1), present.sum(axis=-1))


def per_class_scores(matrix: np.ndarray) -> dict[str, dict[str, float | int]]:
    """Precision, recall, F1 and support of each slice class; 0 where a ratio has no denominator."""
    ratios = {name: np.nan_to_num(values) for name, values in class_ratios_of(matrix).items()}
    return {
        name: {**{k: float(v[i]) for k, v in ratios.items()}, "support": int(matrix[i].sum())}
        for i, name in enumerate(SLICE_CLASSES)
    }


def calibration_sums(
    probabilities: np.ndarray, truth: np.ndarray, *, bins: int = CALIBRATION_BINS
) -> np.ndarray:
    """Each slice in the bin of its winning class's probability, bins of equal width.

    Args:
        probabilities: (n, c). truth: (n,) class indices.

    Returns:
        (n, bins, 3): 1, the probability, and 1 if the class is right; 0 in all other bins.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    sums = np.zeros((len(truth), bins, 3))
    sums[np.arange(len(truth)), which] = np.column_stack([np.ones(len(truth)), confidence, correct])
    return sums


def calibration_error_of(sums: np.ndarray) -> np.ndarray:
    """Expected calibration error (Guo et al., ICML 2017, eq. 3) of (..., bins, 3)."""
    gaps = np.abs(sums[..., 1] - sums[..., 2])
    return ratio(gaps.sum(axis=-1), sums[..., 0].sum(axis=-1))


def reliability_bins(sums: np.ndarray) -> list[dict]:
    """The bins of a reliability diagram from (bins, 3); empty ones have n = 0 and no means.

    Returns:
        [{"from", "to", "n", "confidence", "accuracy"}, ...].
    """
    edges = np.linspace(0, 1, len(sums) + 1)
    means = ratio(sums[:, 1:], sums[:, :1])
    return [
        {
            "from": round(float(low), 6),
            "to": round(float(high), 6),
            "n": round(n),
            "confidence": defined(confidence),
            "accuracy": defined(accuracy),
        }
        for low, high, n, (confidence, accuracy) in zip(
            edges[:-1], edges[1:], sums[:, 0].tolist(), means, strict=True
        )
    ]


def fit_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature that minimises the negative log-likelihood, by a fine search of 0.3..5; 1
    where there is nothing to learn it from."""
    if not len(truth):
        return 1.0
    candidates = np.exp(np.linspace(np.log(0.3), np.log(5.0), 400))
    scaled = logits[None] / candidates[:, None, None]
    log_sum = np.log(np.exp(scaled - scaled.max(2, keepdims=True)).sum(2)) + scaled.max(2)
    chosen = np.take_along_axis(scaled, truth[None, :, None], axis=2)[:, :, 0]
    return float(candidates[(log_sum - chosen).mean(axis=1).argmin()])
