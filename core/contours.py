"""The lines round a region of one slice."""

from __future__ import annotations

import numpy as np
from skimage import measure


def contours(region: np.ndarray) -> list[np.ndarray]:
    """Closed lines (points, 2) of (row, column) round `region`, halfway to what is outside; the
    centre of the first pixel is (0, 0).

    Args:
        region: (rows, columns) bool.
    """
    padded = np.pad(region.astype(np.float32), 1)
    return [line - 1.0 for line in measure.find_contours(padded, 0.5)]
