"""One value out of those found level by level, or none where they don't agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Values agree with the median within this share of it or this many HU.
AGREE_SHARE, AGREE_HU = 0.2, 15.0
#: The organ must be found on at least this share of the levels, ...
FOUND_SHARE = 0.25
#: ... and at least this share of the findings must agree.
AGREEING_SHARE = 0.5


def agreed_hu(found: Sequence[float | None]) -> float | None:
    """Median of the values, one a level (None where nothing was found there)."""
    values = np.array([value for value in found if value is not None])
    if len(values) < max(1, FOUND_SHARE * len(found)):
        return None
    usual = float(np.median(values))
    near = [agrees(value, usual) for value in values]
    return usual if np.mean(near) >= AGREEING_SHARE else None


def agrees(value: float, usual: float) -> bool:
    """Whether one of the values is close enough to their median."""
    return bool(abs(value - usual) <= max(AGREE_HU, AGREE_SHARE * abs(usual)))
