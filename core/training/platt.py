"""Fit the curve that turns a patient's raw score into a probability, on few subjects."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from core.risk.calibration import Platt, log_odds

#: A curve from fewer subjects of either kind would be made up.
FEWEST = 3
#: Slopes beyond this only sharpen what few subjects happen to separate.
MAX_SLOPE = 5.0


def fit_platt(scores: np.ndarray, positive: np.ndarray) -> Platt | None:
    """The logistic curve of highest likelihood, for Platt's softened targets.

    With N+ subjects with the finding and N- without, the targets are (N+ + 1) / (N+ + 2) and
    1 / (N- + 2) in place of 1 and 0 (Platt 1999, section 2.2), so that scores which part the few
    subjects perfectly still give no certainty. The slope is kept in 0..`MAX_SLOPE`: a higher score
    never means less.

    Args:
        scores: (n,) in 0..1. positive: (n,) bool.

    Returns:
        None where fewer than `FEWEST` subjects have the finding, or lack it.
    """
    positive = np.asarray(positive, dtype=bool)
    n, n_positive = len(positive), int(positive.sum())
    if min(n_positive, n - n_positive) < FEWEST:
        return None
    x = log_odds(np.asarray(scores, dtype=np.float64))
    target = np.where(positive, (n_positive + 1) / (n_positive + 2), 1 / (n - n_positive + 2))

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        z = parameters[0] * x + parameters[1]
        error = 1 / (1 + np.exp(-z)) - target
        return float((np.logaddexp(0, z) - target * z).sum()), np.array([error @ x, error.sum()])

    found = minimize(
        loss,
        np.array([1.0, 0.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, MAX_SLOPE), (None, None)],
        options={"ftol": 1e-14, "gtol": 1e-10},
    )
    slope, intercept = (round(float(v), 6) for v in found.x)
    return Platt(slope, intercept, n=n, n_positive=n_positive)
