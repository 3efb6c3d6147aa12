"""Ten subjects, four of them malignant and one benign, with scores given by hand."""

from __future__ import annotations

import numpy as np

from core.risk import RULES
from core.training.subject_scores import SubjectScores

TRUTH = np.array([2, 2, 2, 2, 0, 0, 0, 0, 0, 1])


def scores(malignant, *, finer=None, better=None, better_scores=None):
    """Ten subjects with the same scores by every rule, but for the rule `better`."""
    own = np.column_stack([np.zeros(10), malignant])
    by_rule = dict.fromkeys(RULES, own)
    if better:
        by_rule[better] = np.column_stack([np.zeros(10), better_scores])
    fine = dict(by_rule)
    if finer is not None:
        fine["noisy_or"] = np.column_stack([np.zeros(10), finer])
    return SubjectScores(np.arange(10), TRUTH, np.full(10, 5), by_rule, by_rule, fine)


CLEAR = np.where(TRUTH == 2, 0.9, 0.1)
MIXED = np.array([0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])


def slices_of_ten() -> dict[str, np.ndarray]:
    """Arrays of a training file: two slices (64 x 64) each of the ten subjects; liver is a square
    of 110 HU on 50 HU, malignant a square of 40 HU, benign one of 5 HU."""
    rng = np.random.default_rng(0)
    subject = np.repeat(np.arange(10), 2)
    image, label = np.full((20, 64, 64), 50.0), np.zeros((20, 64, 64), np.uint8)
    image[:, 20:50, 10:40], label[:, 20:50, 10:40] = 110, 1
    for i, truth in enumerate(TRUTH[subject]):
        if truth:
            image[i, 30:38, 20:28] = (5, 40)[truth - 1]
            label[i, 30:38, 20:28] = truth + 1
    image = (image + rng.normal(0, 4, image.shape)).clip(0, 255).astype(np.uint8)
    return {"image": image, "label": label, "subject": subject}
