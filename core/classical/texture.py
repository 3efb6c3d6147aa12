"""Texture features of a candidate, from its grey-level co-occurrence matrix."""

from __future__ import annotations

import numpy as np
from skimage.feature import graycomatrix, graycoprops

from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

#: Width of a grey level, HU. With much finer levels the matrix of a small lesion would be nearly
#: all zeros.
LEVEL_HU = 8.0
#: Number of grey levels, 0..255 HU; values outside count as the first or the last level.
LEVELS = 32
#: Distances between the two pixels of a pair, in pixels: 1.5 and 3 mm. scikit-image rounds the
#: offset along each axis, so the diagonal at distance 2 is one pixel each way.
DISTANCES = (1, 2)
#: Directions of a pair, radians.
ANGLES = (0.0, np.pi / 4, np.pi / 2, 3 * np.pi / 4)

#: Contrast in squared grey levels, entropy in nats; the others have no unit.
NAMES = ("contrast", "homogeneity", "energy", "correlation", "entropy")


def measure(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 5) float64 in the order of `NAMES`, each the mean over `DISTANCES`.

    Haralick, Shanmugam and Dinstein, "Textural features for image classification", IEEE SMC 1973,
    as defined by scikit-image: homogeneity is their inverse difference moment, energy the square
    root of their angular second moment. One matrix holds the pairs of all directions ("merged" in
    Zwanenburg et al., Radiology 2020); both pixels of a pair lie in the region. Without pairs every
    feature is 0, except the correlation: it is 1, as for any region with a single grey level.
    """
    if not candidates:
        return np.zeros((0, len(NAMES)))
    matrices = np.concatenate(
        [_matrix(view.hu[candidate.box], candidate.region) for candidate in candidates], axis=2
    )
    values = [graycoprops(matrices, name).reshape(len(candidates), -1) for name in NAMES]
    return np.stack([value.mean(axis=1) for value in values], axis=1)


def _matrix(hu: np.ndarray, region: np.ndarray) -> np.ndarray:
    """(32, 32, distances, 1) counts of pairs inside the region, in all directions."""
    inside = np.clip(np.floor(hu / LEVEL_HU), 0, LEVELS - 1).astype(np.uint8) + 1
    # Level 0 means "outside"; its row and column hold the pairs that leave the region.
    grey = np.where(region, inside, 0).astype(np.uint8)
    counts = graycomatrix(grey, DISTANCES, ANGLES, levels=LEVELS + 1, symmetric=True)
    return counts[1:, 1:].sum(axis=3, keepdims=True)
