"""A heatmap of one slice as the bytes that the viewer takes, on the scale of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # torch stands behind it
    from core.attribution import Explanation

#: Bytes of a signed map: this one stands for 0, 127 steps to either side.
ZERO, STEPS = 128, 127


def as_bytes(explanation: Explanation) -> np.ndarray:
    """(1, y, x) uint8: the ends are `Explanation.scale`, the same on every slice of the series.

    0..255 for 0..scale; for a signed map 1..255 for -scale..scale, 128 for nothing.
    """
    if explanation.signed:
        share = np.clip(explanation.heatmap / explanation.scale, -1.0, 1.0)
        return (ZERO + np.rint(share * STEPS)).astype(np.uint8)[None]
    share = np.clip(explanation.heatmap / explanation.scale, 0.0, 1.0)
    return np.rint(share * 255.0).astype(np.uint8)[None]
