"""Slices without the noise of a sharp kernel, for pictures in a window of soft tissue.

A kernel for lung or bone keeps edges at the price of noise, which hides what a narrow window shows.
Pictures are smoothed as the viewer smooths (viewer/js/stage.js); measurements and networks never
see it.
"""

from __future__ import annotations

import math

import numpy as np

from core.series import Series
from core.vocabulary.kernels import is_sharp

#: Sigma of the Gaussian, mm, and how many sigmas far it reaches.
CALM_MM, _REACH = 0.9, 2.5
#: Windows narrower than this show the noise, HU.
SOFT_WIDTH = 800.0
#: A header may say that pixels are next to nothing.
_MOST_SIGMA_PX = 8.0


def slice_for_window(series: Series, index: int, width: float) -> np.ndarray:
    """One slice, (rows, columns) as the file has it, for a window of that width; smoothed where
    the window is narrow and the kernel sharp.

    Args:
        index: 0 the most inferior.
        width: of the window, in the unit of the values.
    """
    plane = series.volume[index]
    if width >= SOFT_WIDTH:
        return plane
    return calmed(plane, series.tags.kernel, series.spacing_mm[2])


def calmed(values: np.ndarray, kernel: str, column_mm: float) -> np.ndarray:
    """HU (rows, columns) of a slice without the noise of a sharp kernel; the same of another.

    Values beyond the edge are those of the edge.

    Args:
        column_mm: distance of two columns.
    """
    if not is_sharp(kernel) or not column_mm > 0:
        return values
    # Late: the first page is drawn without it.
    from scipy import ndimage

    sigma = min(CALM_MM / column_mm, _MOST_SIGMA_PX)
    radius = max(1, math.ceil(_REACH * sigma))
    smooth = np.asarray(values, np.float32)
    return ndimage.gaussian_filter(smooth, sigma, mode="nearest", radius=radius)
