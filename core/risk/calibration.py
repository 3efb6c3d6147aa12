"""Make a score mean what it says: a logistic curve fitted on subjects that did not train."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Scores are kept this far from 0 and 1: a finite log-odds, and no certainty from few subjects.
EDGE = 0.001


@dataclass(frozen=True)
class Platt:
    """p = 1 / (1 + exp(-(slope x + intercept))), x the log-odds of the score (Platt 1999,
    "Probabilistic outputs for support vector machines"); slope 1 and intercept 0 change nothing."""

    slope: float
    intercept: float
    #: Subjects behind the fit, and those of them with the finding.
    n: int = 0
    n_positive: int = 0

    def __call__(self, score: float) -> float:
        """0..1 -> 0..1, never falling where the score rises (slope >= 0)."""
        return float(1.0 / (1.0 + np.exp(-(self.slope * log_odds(score) + self.intercept))))


@dataclass(frozen=True)
class RuleCalibration:
    """The curves of one rule; None where too few subjects stand behind a class to fit one."""

    malignant: Platt | None = None
    benign: Platt | None = None


def log_odds(score: float | np.ndarray) -> float | np.ndarray:
    """log(p / (1 - p)) of scores, at most `EDGE` from 0 and 1."""
    p = np.clip(score, EDGE, 1.0 - EDGE)
    return np.log(p / (1.0 - p))
