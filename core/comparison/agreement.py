"""How far two models agree: kappa, rank correlation and Dice, None where there is no answer."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from core.labels import BACKGROUND_CODE, LESION_CODES, MALIGNANT, SLICE_CLASSES
from core.pipeline import Analysis

_MALIGNANT = SLICE_CLASSES.index(MALIGNANT)


def liver_slices(analyses: list[Analysis]) -> np.ndarray:
    """(k,) ascending indices of the slices on which at least one of the analyses outlines liver.

    The others are all "normal" by rule (`inference.gate`): they would only make the agreement
    look better than it is.
    """
    return np.flatnonzero(np.any([one.liver_area_mm2 > 0 for one in analyses], axis=0))


def slice_kappa(a: np.ndarray, b: np.ndarray) -> float | None:
    """Cohen's kappa of the likeliest classes: agreement beyond what chance would give.

        kappa = (p_o - p_e) / (1 - p_e)

    with p_o the share of slices called alike and p_e the share expected of two raters who call
    the classes as often as these two, independently (Cohen 1960, "A coefficient of agreement for
    nominal scales").

    Args:
        a, b: (k, 3) probabilities in the order of `labels.SLICE_CLASSES`.

    Returns:
        -1..1; None where there is no slice, or both call all of them the same one class.
    """
    one, other = a.argmax(axis=1), b.argmax(axis=1)
    if len(one) == 0 or len({*one.tolist(), *other.tolist()}) == 1:
        return None
    return float(cohen_kappa_score(one, other, labels=range(len(SLICE_CLASSES))))


def malignant_correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Spearman's rank correlation of p(malignant), from (k, 3) probabilities each."""
    return rank_correlation(a[:, _MALIGNANT], b[:, _MALIGNANT])


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Spearman's rank correlation of two vectors, -1..1; None where one of them is constant."""
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(spearmanr(a, b).statistic)


def liver_dice(a: np.ndarray, b: np.ndarray) -> float | None:
    """Dice of the livers, lesions included, of two masks (z, y, x) of codes of `core.labels`."""
    return _dice(a, b, BACKGROUND_CODE + 1)


def lesion_dice(a: np.ndarray, b: np.ndarray) -> float | None:
    """Dice of the lesions of either kind of two such masks."""
    return _dice(a, b, min(LESION_CODES))


def _dice(a: np.ndarray, b: np.ndarray, lowest: int) -> float | None:
    """2|A & B| / (|A| + |B|) of the voxels with codes from `lowest` on (Dice 1945); None where
    neither has any. Slice by slice, so that it needs no more memory than one slice."""
    both = either = 0
    for one, other in zip(a, b, strict=True):
        mine, theirs = one >= lowest, other >= lowest
        both += np.count_nonzero(mine & theirs)
        either += np.count_nonzero(mine) + np.count_nonzero(theirs)
    return 2 * both / either if either else None
