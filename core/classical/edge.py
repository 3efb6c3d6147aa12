"""The outline of a candidate: how steep, how even, against what."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

#: Width of the ring around a candidate that it is compared with, pixels.
RING = 3

#: Gradient in HU/mm, contrast in HU, sharpness in 1/mm, the others without unit.
NAMES = ("gradient", "contrast", "sharpness", "unevenness", "share_on_liver_edge")

_FULL = np.ones((3, 3), bool)


def measure(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 5) float64 in the order of `NAMES`.

    The outline is the region's pixels with a neighbour outside it and the neighbours outside, as
    far as they lie in the liver but not at its edge, where the denoised slice knows one side only.
    On it: the mean magnitude of the gradient (central differences of the denoised slice), and its
    standard deviation over its mean. Contrast: mean of the ring of liver around the region less
    the mean of the region. Sharpness: gradient over contrast, 0 where there is no contrast: the
    reciprocal of the width over which the edge rises. Share on the liver's edge: of the region's
    outline pixels, those with a neighbour outside the liver.
    """
    steepness = np.hypot(*np.gradient(view.smooth)) / view.pixel_mm
    return np.array([_measure(view, steepness, one) for one in candidates]).reshape(-1, len(NAMES))


def _measure(view: LiverView, steepness: np.ndarray, candidate: Candidate) -> tuple[float, ...]:
    region, liver = candidate.region, view.liver[candidate.box]
    smooth, depth = view.smooth[candidate.box], view.depth_mm[candidate.box]
    rim = region & ~ndimage.binary_erosion(region, _FULL)
    around = ndimage.binary_dilation(region, _FULL) & ~region
    at_liver_edge = depth < 1.5 * view.pixel_mm
    outline = steepness[candidate.box][(rim | around) & liver & ~at_liver_edge]
    gradient = float(outline.mean()) if outline.size else 0.0
    ring = ndimage.binary_dilation(region, _FULL, iterations=RING) & ~region & liver
    contrast = float(smooth[ring].mean() - smooth[region].mean()) if ring.any() else 0.0
    return (
        gradient,
        contrast,
        gradient / contrast if contrast > 1.0 else 0.0,
        float(outline.std() / gradient) if gradient > 0 else 0.0,
        float((rim & at_liver_edge).sum() / rim.sum()),
    )
