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
