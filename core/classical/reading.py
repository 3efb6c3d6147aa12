"""Read one slice as a network would: from HU and liver to mask and class probabilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.classical.candidates import Candidate, find_candidates, shared_pixels
from core.classical.features import FEATURE_NAMES, measure_candidates
from core.classical.liver_view import LiverView, view_liver
from core.classical.settings import ClassicalSettings
from core.labels import BACKGROUND_CODE, BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE, MASK_CODES

#: If two candidates share more than this fraction of the smaller one, only one can be a lesion.
MAX_SHARED = 0.2

#: (n, features) -> (n, 3) probabilities of "not a lesion", "benign" and "malignant".
Classify = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class SliceCandidates:
    """The candidates of one slice, not yet classified."""

    #: None if there is too little liver.
    view: LiverView | None
    candidates: list[Candidate]
    #: (n, 24) float32; columns in the order of `features.FEATURE_NAMES`.
    features: np.ndarray


@dataclass(frozen=True, eq=False)
class SliceReading:
    """The result for one slice."""

    #: (4, s, s) float32, sums to 1 at each pixel, in the order of `labels.MASK_CODES`.
    mask: np.ndarray
    #: (3,) float64, sums to 1, in the order of `labels.SLICE_CLASSES`.
    classes: np.ndarray


def read_slice(
    hu: np.ndarray,
    liver_probability: np.ndarray,
    classify: Classify,
    settings: ClassicalSettings,
) -> SliceReading:
    """Find, measure and classify the candidates of one slice.

    Args:
        hu: (s, s) HU.
        liver_probability: (s, s) in 0..1, lesions included.
    """
    found = measure_slice(hu, liver_probability, settings)
    probabilities = classify(found.features) if found.candidates else np.zeros((0, 3))
    return judge(found, liver_probability, probabilities, settings.pooling)


def measure_slice(
    hu: np.ndarray, liver_probability: np.ndarray, settings: ClassicalSettings
) -> SliceCandidates:
    """The first half of `read_slice`, which needs no classifier."""
    view = view_liver(hu, liver_probability, settings)
    if view is None:
        return SliceCandidates(None, [], np.zeros((0, len(FEATURE_NAMES)), np.float32))
    candidates = find_candidates(view, settings)
    return SliceCandidates(view, candidates, measure_candidates(view, candidates))


def judge(
    found: SliceCandidates, liver_probability: np.ndarray, probabilities: np.ndarray, pooling: str
) -> SliceReading:
    """The second half of `read_slice`: from the candidates' probabilities (n, 3) to the slice.

    A pixel's lesion probability is its candidate's, times the pixel's probability of being liver.
    """
    mask = np.zeros((len(MASK_CODES), *liver_probability.shape), np.float32)
    mask[LIVER_CODE] = liver_probability
    kept = choose(found.candidates, probabilities)
    if found.view is not None:
        inside = mask[(slice(None), *found.view.box)]
        # Filled holes of the outline are liver.
        inside[LIVER_CODE][found.view.liver & (inside[LIVER_CODE] < 0.5)] = 1.0
        # The most probable comes last, so that it covers the others.
        for index in reversed(kept):
            _paint(inside, found.view, found.candidates[index], probabilities[index])
    mask[BACKGROUND_CODE] = 1.0 - mask[LIVER_CODE:].sum(axis=0)
    return SliceReading(mask.clip(0.0, 1.0), pool(probabilities[kept, 1:], pooling))


def choose(candidates: list[Candidate], probabilities: np.ndarray) -> list[int]:
    """Indices of the candidates that are kept, the most probable lesion first.

    Greedy: of two that share more than `MAX_SHARED` of the smaller, the more probable stays.
    """
    kept: list[int] = []
    for i in np.argsort(probabilities[:, 0], kind="stable"):
        if all(
            shared_pixels(candidates[i], candidates[j])
            <= MAX_SHARED * min(candidates[i].size, candidates[j].size)
            for j in kept
        ):
            kept.append(int(i))
    return kept


def pool(lesions: np.ndarray, pooling: str) -> np.ndarray:
    """From the candidates' probabilities to the slice's.

    With b and m a candidate's probabilities of benign and malignant, and "any" either the noisy-OR,
    1 - product of (1 - p) (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988), or the
    maximum:

        p(malignant) = any m    p(normal) = 1 - any (b + m)    p(benign) = the rest

    So one malignant-looking lesion makes the slice malignant, whatever else is on it. A slice
    without candidates is normal.

    Args:
        lesions: (n, 2) probabilities of benign and malignant, one row per candidate.
        pooling: one of `settings.POOLINGS`.

    Returns:
        (3,) in the order of `labels.SLICE_CLASSES`.
    """
    if not len(lesions):
        return np.array([1.0, 0.0, 0.0])
    malignant = lesions[:, 1].astype(np.float64).clip(0.0, 1.0)
    either = lesions.sum(axis=1, dtype=np.float64).clip(0.0, 1.0)
    if pooling == "max":
        any_malignant, any_lesion = malignant.max(), either.max()
    else:
        any_malignant, any_lesion = 1 - np.prod(1 - malignant), 1 - np.prod(1 - either)
    return np.array([1 - any_lesion, any_lesion - any_malignant, any_malignant])


def _paint(
    mask: np.ndarray, view: LiverView, candidate: Candidate, probabilities: np.ndarray
) -> None:
    """Split the liver's probability within the region among liver and lesions, in place."""
    box = candidate.box
    where = candidate.region & view.liver[box]
    # A candidate painted earlier may share pixels: its lesion probability counts as liver here.
    liver = mask[LIVER_CODE:, box[0], box[1]].sum(axis=0)[where]
    for code, share in zip((LIVER_CODE, BENIGN_CODE, MALIGNANT_CODE), probabilities, strict=True):
        mask[code][box][where] = share * liver
