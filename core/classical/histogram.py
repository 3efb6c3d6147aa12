"""Histogram features of a candidate: how dark and how even it is."""

from __future__ import annotations

import numpy as np

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

PERCENTILES = (10, 50, 90)

#: In HU; skewness, kurtosis and contrast_to_spread have no unit.
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
    """(n, 9) float64 in the order of `NAMES`, from the original HU, not the denoised ones.

    - skewness, kurtosis: from the moments; kurtosis is the excess over a normal distribution's.
      Both are 0 where all pixels are equal;
    - below_liver_hu: the liver's median minus the mean;
    - contrast_to_spread: below_liver_hu over the standard deviation of the denoised liver, or over
      1 HU if that is smaller.
    """
    rows = [_measure(view, candidate) for candidate in candidates]
    return np.array(rows).reshape(-1, len(NAMES))


def _measure(view: LiverView, candidate: Candidate) -> tuple[float, ...]:
    values = np.sort(view.hu[candidate.box][candidate.region].astype(np.float64))
    mean, sd = values.mean(), values.std()
    standard = (values - mean) / max(sd, 1e-6)
    flat = sd < 1e-6
    below = view.median_hu - mean
    return (
        mean,
        sd,
        *np.interp(PERCENTILES, np.linspace(0, 100, len(values)), values),
        0.0 if flat else (standard**3).mean(),
        0.0 if flat else (standard**4).mean() - 3,
        below,
        below / max(view.spread_hu, 1.0),
    )
