"""From slice scores to one statement about the patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import UsageError
from core.labels import BENIGN, INDETERMINATE, MALIGNANT, NORMAL

#: Slices averaged: one outlier does not decide, and a lesion on three slices is not diluted.
TOP_K = 3
#: A category is named when its probability reaches this.
THRESHOLD = 0.5


@dataclass(frozen=True)
class PatientRisk:
    """The aggregate over the slices; the three probabilities sum to 1."""

    p_normal: float
    p_benign: float
    p_malignant: float
    #: "normal", "benign", "malignant", or "indeterminate" where no class reaches the threshold or
    #: no liver was found.
    category: str
    #: The rule in words, for a person.
    method: str


def patient_risk(
    probabilities: np.ndarray,
    liver_area_mm2: np.ndarray,
    *,
    k: int = TOP_K,
    threshold: float = THRESHOLD,
) -> PatientRisk:
    """Top-k mean over the liver slices, the worse class first.

    With m the mean of the k highest p(malignant) and b the mean of the k highest p(benign), each
    over the slices that hold liver (fewer than k: all of them):

        p(malignant) = m        p(benign) = (1 - m) b        p(normal) = (1 - m) (1 - b)

    A malignant-looking lesion outweighs benign ones beside it, and the three sum to 1. The mean of
    the k highest instances is a common pooling for multiple-instance learning (Ilse et al. 2020,
    "Deep multiple instance learning for digital histopathology"). Without any liver slice there
    is no evidence either way: a third each, "indeterminate".

    Args:
        probabilities: (z, 3) in the order of `labels.SLICE_CLASSES`.
        liver_area_mm2: (z,); a slice with area above 0 holds liver.

    Raises:
        UsageError: k is below 1, or the threshold is not in 0.5..1.
    """
    if k < 1:
        raise UsageError(f"top-k is {k}: average at least one slice.")
    if not 0.5 <= threshold <= 1.0:
        raise UsageError(f"the threshold is {threshold}: choose one in 0.5..1.")
    liver = np.asarray(probabilities, dtype=np.float64)[np.asarray(liver_area_mm2) > 0]
    if len(liver) == 0:
        return PatientRisk(1 / 3, 1 / 3, 1 / 3, INDETERMINATE, "no liver slice, so no evidence")
    benign, malignant = (_top_mean(liver[:, column], k) for column in (1, 2))
    scores = {
        MALIGNANT: malignant,
        BENIGN: (1 - malignant) * benign,
        NORMAL: (1 - malignant) * (1 - benign),
    }
    category = next((name for name, p in scores.items() if p >= threshold), INDETERMINATE)
    return PatientRisk(
        p_normal=scores[NORMAL],
        p_benign=scores[BENIGN],
        p_malignant=scores[MALIGNANT],
        category=category,
        method=f"top-{k} mean over liver slices",
    )


def _top_mean(values: np.ndarray, k: int) -> float:
    return float(np.sort(values)[-k:].mean())
