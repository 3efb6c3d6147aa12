"""Ways to make one score of the scores of many slices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.errors import UsageError
from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.risk import sentences

#: Slices averaged: one outlier does not decide, and a lesion on three slices is not diluted.
TOP_K = 3
#: Share of the liver taken by lesions at which `lesion_burden` says one half: 1.5 mL in 1.5 L, a
#: ball of 14 mm.
HALF_SHARE = 0.001

_COLUMNS = (SLICE_CLASSES.index(BENIGN), SLICE_CLASSES.index(MALIGNANT))


@dataclass(frozen=True)
class Rule:
    """One way from slices to the patient."""

    #: As in `RULES`, in model cards and in analysis.json.
    name: str
    #: For a person; "{k}" stands for the number of slices.
    words: str
    #: (p(class) of the n >= 1 liver slices, share of the liver that lesions of the class take, k)
    #: -> 0..1.
    score: Callable[[np.ndarray, float, int], float]
    #: (p(class) of the n >= 1 liver slices, pixels of the class's lesions on each of them, k) ->
    #: positions among the n, rising, of those that made the score.
    picks: Callable[[np.ndarray, np.ndarray, int], np.ndarray]


def _highest(values: np.ndarray, _share: float, _k: int) -> float:
    return float(values.max())


def _first_highest(values: np.ndarray, _pixels: np.ndarray, _k: int) -> np.ndarray:
    """One slice; of equals the most inferior."""
    return np.array([values.argmax()])


def _mean(values: np.ndarray, _share: float, _k: int) -> float:
    return float(values.mean())


def _every(values: np.ndarray, _pixels: np.ndarray, _k: int) -> np.ndarray:
    return np.arange(len(values))


def _top_mean(values: np.ndarray, _share: float, k: int) -> float:
    """Fewer slices than k: all of them. A common pooling of multiple-instance learning (Ilse et
    al. 2020, "Deep multiple instance learning for digital histopathology")."""
    return float(np.sort(values)[-k:].mean())


def _top(values: np.ndarray, _pixels: np.ndarray, k: int) -> np.ndarray:
    return np.sort(np.argsort(values, kind="stable")[-k:])


def _noisy_or(values: np.ndarray, _share: float, _k: int) -> float:
    """1 - product of (1 - p): at least one slice, were the slices independent (Pearl 1988). They
    are not, so it grows with their number."""
    return float(1.0 - np.prod(1.0 - values))


def _burden(_values: np.ndarray, share: float, _k: int) -> float:
    """share / (share + HALF_SHARE): 0 without a lesion, one half at `HALF_SHARE`."""
    return float(share / (share + HALF_SHARE))


def _with_lesion(_values: np.ndarray, pixels: np.ndarray, _k: int) -> np.ndarray:
    return np.flatnonzero(pixels > 0)


#: Name -> rule.
RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("top_k_mean", "top-{k} mean over liver slices", _top_mean, _top),
        Rule("max", "highest of the liver slices", _highest, _first_highest),
        Rule("mean", "mean over liver slices", _mean, _every),
        Rule("noisy_or", "noisy-or over liver slices", _noisy_or, _every),
        Rule(
            "lesion_burden",
            "share of the liver taken by outlined lesions",
            _burden,
            _with_lesion,
        ),
    )
}
DEFAULT_RULE = "top_k_mean"


def aggregate(
    rule: str,
    probabilities: np.ndarray,
    liver_area_mm2: np.ndarray,
    *,
    lesion_share: tuple[float, float] = (0.0, 0.0),
    k: int = TOP_K,
) -> tuple[float, float] | None:
    """Raw scores (benign, malignant) of a patient, each 0..1, by a rule; nothing calibrated.

    Args:
        rule: a name in `RULES`.
        probabilities: (z, 3) in the order of `labels.SLICE_CLASSES`.
        liver_area_mm2: (z,); only slices with area above 0 count.
        lesion_share: (benign, malignant) of `burden.lesion_shares`, for `lesion_burden`.
        k: slices that `top_k_mean` averages.

    Returns:
        None where no slice shows liver: there is no evidence either way.

    Raises:
        UsageError: there is no such rule, or k is below 1.
    """
    if rule not in RULES:
        raise UsageError(sentences.unknown_rule(rule, RULES))
    if k < 1:
        raise UsageError(sentences.top_k_too_small(k))
    liver = np.asarray(probabilities, dtype=np.float64)[np.asarray(liver_area_mm2) > 0]
    if not len(liver):
        return None
    score = RULES[rule].score
    benign, malignant = (
        score(liver[:, column], share, k)
        for column, share in zip(_COLUMNS, lesion_share, strict=True)
    )
    return benign, malignant
