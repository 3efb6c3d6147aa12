"""Levels of the signal in an MR series: its scale is the scanner's own, so the body gives the ends.

Robust percentiles within the body stand for what HU are in a CT: for the window of the viewer, and
for the scale that a network sees (Nyúl and Udupa, Magn Reson Med 1999;42:1072-81, take the same
percentiles as landmarks).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: The body begins at this share of the way from the darkest to the brightest values: noise in air
#: has a few per cent of the signal of fat.
BODY_SHARE = 0.1
#: The darkest and the brightest values, robustly; percentiles of all voxels.
ENDS = (0.5, 99.5)
#: Of the voxels in the body: what black and white stand for.
BODY_PERCENTILES = (1.0, 99.0)
#: Of a window where all values are one.
_LEAST_WIDTH = 1e-6
#: So many voxels a side are looked at, spread evenly.
SIDE = 128


def body_begins(values: np.ndarray) -> float:
    """The value above which a voxel belongs to the body.

    Args:
        values: of the series, or of one slice; any shape.
    """
    darkest, brightest = np.percentile(_sample(values), ENDS)
    return float(darkest + BODY_SHARE * (brightest - darkest))


def body_levels(
    values: np.ndarray, percentiles: Sequence[float] = BODY_PERCENTILES
) -> tuple[float, ...]:
    """The percentiles of the values in the body; of all values where none stands out."""
    sample = _sample(values)
    inside = sample[sample > body_begins(values)]
    return tuple(np.percentile(inside if inside.size else sample, percentiles).tolist())


def body_window(values: np.ndarray) -> tuple[float, float]:
    """(width, level) from `BODY_PERCENTILES` of the body's signal: what a picture shows of MR."""
    low, high = body_levels(values)
    return max(high - low, _LEAST_WIDTH), (low + high) / 2


def _sample(values: np.ndarray) -> np.ndarray:
    steps = (slice(None, None, max(1, length // SIDE)) for length in values.shape)
    return values[tuple(steps)]
