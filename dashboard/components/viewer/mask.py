"""The segmentation as the viewer takes it: class and lesion number in one byte per voxel."""

from __future__ import annotations

import numpy as np

#: A voxel's byte is `code + 4 * lesion number`; the number 0 stands for none.
MAX_LESION_NUMBER = 63


def numbered_mask(mask: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """(z, y, x) uint8: `code + 4 * Lesion.id`, with which the viewer numbers the lesions.

    Lesions beyond number 63 keep their outline and have no number.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
        numbers: (z, y, x) of the same lesions, `core.pipeline.Analysis.numbers`.
    """
    known = np.where(numbers > MAX_LESION_NUMBER, 0, numbers).astype(np.uint8)
    return mask.astype(np.uint8) + 4 * known
