"""How well two models agree: kappa, rank correlation and Dice; None where undefined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from core.labels import BACKGROUND_CODE, LESION_CODES, MALIGNANT, SLICE_CLASSES
from core.pipeline import Analysis

_MALIGNANT = SLICE_CLASSES.index(MALIGNANT)


def liver_slices(analyses: list[Analysis]) -> np.ndarray:
    """(k,) ascending indices of the slices on which at least one analysis outlines liver.

    The other slices are "normal" by rule (`inference.gate`) and would only inflate the agreement.
    """
    return np.flatnonzero(np.any([analysis.liver_area_mm2 > 0 for analysis in analyses], axis=0))


def slice_kappa(a: np.ndarray, b: np.ndarray) -> float | None:
    """`cohen_kappa` of the most likely classes.

    Args:
        a, b: (k, 3) probabilities in the order of `labels.SLICE_CLASSES`.
    """
    names = np.array(SLICE_CLASSES)
    return cohen_kappa(names[a.argmax(axis=1)].tolist(), names[b.argmax(axis=1)].tolist())


def cohen_kappa(a: Sequence[str], b: Sequence[str]) -> float | None:
    """Cohen's kappa of what two raters call the same items: agreement beyond chance.

        kappa = (p_o - p_e) / (1 - p_e)

    p_o is the share of items to which both give the same word; p_e is the share expected if two
    independent raters used the words as often as these two do (Cohen 1960, "A coefficient of
    agreement for nominal scales").

    Returns:
        -1..1; None if there are no items, or both give all items the same single word.
    """
    if not a or len({*a, *b}) == 1:
        return None
    return float(cohen_kappa_score(a, b))


def malignant_correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Spearman's rank correlation of p(malignant); `a` and `b` are (k, 3) probabilities."""
    return rank_correlation(a[:, _MALIGNANT], b[:, _MALIGNANT])


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Spearman's rank correlation of two vectors, -1..1; None if either is constant."""
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(spearmanr(a, b).statistic)


def liver_dice(a: np.ndarray, b: np.ndarray) -> float | None:
    """Dice of the livers, lesions included, in two masks (z, y, x) of codes of `core.labels`."""
    return _dice(a, b, BACKGROUND_CODE + 1)


def lesion_dice(a: np.ndarray, b: np.ndarray) -> float | None:
    """Dice of the lesions, of either kind, in two such masks."""
    return _dice(a, b, min(LESION_CODES))


def _dice(a: np.ndarray, b: np.ndarray, lowest: int) -> float | None:
    """2|A & B| / (|A| + |B|) over the voxels whose code is at least `lowest` (Dice 1945); None if
    there are none in either. Computed slice by slice to save memory."""
    shared = total = 0
    for slice_a, slice_b in zip(a, b, strict=True):
        in_a, in_b = slice_a >= lowest, slice_b >= lowest
        shared += int(np.count_nonzero(in_a & in_b))
        total += int(np.count_nonzero(in_a)) + int(np.count_nonzero(in_b))
    return 2 * shared / total if total else None
