"""Which voxels make up one lesion."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.labels import LESION_CODES

#: Voxels of one lesion share a face. Two lesions that only touch at an edge or a corner stay two.
CONNECTIVITY = ndimage.generate_binary_structure(3, 1)


def label_lesions(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """(labels (z, y, x) int32, count): the face-connected components of both lesion codes."""
    return ndimage.label(mask >= min(LESION_CODES), structure=CONNECTIVITY)
