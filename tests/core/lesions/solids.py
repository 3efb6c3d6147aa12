"""Balls and ellipsoids on grids of any spacing, for measurements whose answer is known."""

from __future__ import annotations

import numpy as np


def ellipsoid(shape, spacing_mm, centre_mm, semi_axes_mm) -> np.ndarray:
    """(z, y, x) bool: voxels whose centres lie inside; mm and axes in the order z, y, x."""
    grids = np.indices(shape)
    terms = [
        ((index * step - middle) / semi) ** 2
        for index, step, middle, semi in zip(
            grids, spacing_mm, centre_mm, semi_axes_mm, strict=True
        )
    ]
    return sum(terms) <= 1


def ball(shape, spacing_mm, centre_mm, diameter_mm) -> np.ndarray:
    return ellipsoid(shape, spacing_mm, centre_mm, (diameter_mm / 2,) * 3)
