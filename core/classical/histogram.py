"""Grey levels of a candidate: how dark, how even."""

from __future__ import annotations

import numpy as np

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

PERCENTILES = (10, 50, 90)

#: HU, but for skewness, kurtosis and contrast_to_spread, which have no unit.
NAMES = (
    "mean_hu",
    "sd_hu",
    "p10_hu",
    "p50_hu",
    "p90_hu",
    "skewness",
    "kurtosis",
    "below_liver_hu",
    "contrast_to_spread",
)


def measure(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 9) float64 in the order of `NAMES`, of the HU as they are, not denoised.

    Skewness and excess kurtosis (0 for a normal distribution) by the moments; 0 where all pixels
    are equal. `below_liver_hu`: the liver's median less the mean; `contrast_to_spread`: that over
    the standard deviation of the denoised liver (at least 1 HU).
    """
    return np.array([_measure(view, one) for one in candidates]).reshape(-1, len(NAMES))


def _measure(view: LiverView, candidate: Candidate) -> tuple[float, ...]:
    values = np.sort(view.hu[candidate.box][candidate.region].astype(np.float64))
    mean, sd = values.mean(), values.std()
    standard = (values - mean) / max(sd, 1e-6)
    flat = sd < 1e-6
    below = view.usual_hu - mean
    return (
        mean,
        sd,
        *np.interp(PERCENTILES, np.linspace(0, 100, len(values)), values),
        0.0 if flat else (standard**3).mean(),
        0.0 if flat else (standard**4).mean() - 3,
        below,
        below / max(view.spread_hu, 1.0),
    )
