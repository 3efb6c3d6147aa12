"""95 % intervals by drawing whole subjects: slices of one person are not independent."""

from __future__ import annotations

import numpy as np

DRAWS = 2000
#: Seed of the draws, so that a card can be made again to the digit.
SEED = 0
PERCENTILES = (2.5, 97.5)
MAX_UNDEFINED = 0.1
#: A figure of a group of slices needs so many subjects: two have no spread worth the name.
MIN_SUBJECTS = 3


def subject_draws(n_subjects: int, draws: int = DRAWS) -> np.ndarray:
    """(draws, n_subjects) int: how often each subject is in each draw of n_subjects with
    replacement (Efron & Tibshirani 1993, the cluster bootstrap)."""
    rng = np.random.default_rng(SEED)
    return rng.multinomial(n_subjects, np.full(n_subjects, 1 / n_subjects), size=draws)


def interval(values: np.ndarray) -> list[float] | None:
    """[low, high] of the draws by percentiles.

    Draws in which the figure is undefined (NaN: no subject with a lesion, say) are left out. None
    where more than `MAX_UNDEFINED` are: with k subjects behind a figure about exp(-k) of the draws
    hold none of them, so it takes three; the interval of one subject would have no width.
    """
    undefined = np.isnan(values)
    if undefined.mean() > MAX_UNDEFINED:
        return None
    return [float(v) for v in np.percentile(values[~undefined], PERCENTILES)]
