"""Edge features of a candidate: how steep and how even its outline is, and what lies around it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

#: Width of the ring around a candidate that gives its contrast, pixels.
RING = 3

#: Gradient in HU/mm, contrast in HU, sharpness in 1/mm; the others have no unit.
NAMES = ("gradient", "contrast", "sharpness", "unevenness", "share_on_liver_edge")

_FULL = np.ones((3, 3), bool)


def measure(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 5) float64 in the order of `NAMES`.

    The outline is the pixels on both sides of the region's border that lie in the liver. Pixels at
    the liver's own edge don't count: the denoised slice has values on one side of it only.

    - gradient: mean magnitude along the outline, by central differences of the denoised slice;
    - contrast: mean of the ring of liver around the region, minus the mean of the region;
    - sharpness: gradient / contrast, the reciprocal of the edge's width; 0 without contrast;
    - unevenness: standard deviation of the gradient along the outline over its mean;
    - share_on_liver_edge: share of the region's border pixels that touch the liver's edge.
    """
    gradient = np.hypot(*np.gradient(view.smooth)) / view.pixel_mm
    rows = [_measure(view, gradient, candidate) for candidate in candidates]
    return np.array(rows).reshape(-1, len(NAMES))


def _measure(view: LiverView, gradients: np.ndarray, candidate: Candidate) -> tuple[float, ...]:
    region, liver = candidate.region, view.liver[candidate.box]
    smooth, depth = view.smooth[candidate.box], view.depth_mm[candidate.box]
    rim = region & ~ndimage.binary_erosion(region, _FULL)
    around = ndimage.binary_dilation(region, _FULL) & ~region
    at_liver_edge = depth < 1.5 * view.pixel_mm
    outline = gradients[candidate.box][(rim | around) & liver & ~at_liver_edge]
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
