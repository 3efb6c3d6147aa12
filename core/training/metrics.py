"""Figures of merit for slices and masks; each a small function on arrays."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from core.labels import SLICE_CLASSES, UNCERTAIN_CODE


def pooled_dice(predicted: np.ndarray, truth: np.ndarray, codes: tuple[int, ...]) -> float | None:
    """Dice of all pixels of all slices together; uncertain pixels are left out.

    Args:
        predicted, truth: integer codes of one shape. codes: those that count as foreground.

    Returns:
        2|A & B| / (|A| + |B|), or None where neither holds the structure.
    """
    valid = truth != UNCERTAIN_CODE
    a = np.isin(predicted, codes) & valid
    b = np.isin(truth, codes) & valid
    total = int(a.sum()) + int(b.sum())
    return float(2 * (a & b).sum() / total) if total else None


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


def confusion_matrix(truth: np.ndarray, predicted: np.ndarray, n_classes: int = 3) -> np.ndarray:
    """(n_classes, n_classes) counts; rows are the truth, columns the prediction."""
    matrix = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(matrix, (np.asarray(truth), np.asarray(predicted)), 1)
    return matrix


def per_class_scores(matrix: np.ndarray) -> dict[str, dict[str, float | int]]:
    """Precision, recall, F1 and support of each slice class; 0 where a ratio has no denominator."""
    scores = {}
    for index, name in enumerate(SLICE_CLASSES):
        hits = int(matrix[index, index])
        called, support = int(matrix[:, index].sum()), int(matrix[index].sum())
        precision = hits / called if called else 0.0
        recall = hits / support if support else 0.0
        f1 = 2 * hits / (called + support) if called + support else 0.0
        scores[name] = {"precision": precision, "recall": recall, "f1": f1, "support": support}
    return scores


def expected_calibration_error(
    probabilities: np.ndarray, truth: np.ndarray, *, bins: int = 10
) -> float:
    """ECE of the winning class with equal-width bins (Guo et al., ICML 2017, eq. 3).

    Args:
        probabilities: (n, c). truth: (n,) class indices.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def fit_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature that minimises the negative log-likelihood, by a fine search of 0.3..5."""
    candidates = np.exp(np.linspace(np.log(0.3), np.log(5.0), 400))
    scaled = logits[None] / candidates[:, None, None]
    log_sum = np.log(np.exp(scaled - scaled.max(2, keepdims=True)).sum(2)) + scaled.max(2)
    chosen = np.take_along_axis(scaled, truth[None, :, None], axis=2)[:, :, 0]
    return float(candidates[(log_sum - chosen).mean(axis=1).argmin()])
