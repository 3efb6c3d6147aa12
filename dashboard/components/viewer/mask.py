"""The segmentation as the viewer takes it: class and lesion number in one byte per voxel."""

from __future__ import annotations

import numpy as np

from core.lesions import lesion_numbers
from core.series import Series

#: A voxel's byte is `code + 4 * lesion number`; the number 0 stands for none.
MAX_LESION_NUMBER = 63


def numbered_mask(mask: np.ndarray, series: Series) -> np.ndarray:
    """(z, y, x) uint8: `code + 4 * Lesion.id`, with which the viewer numbers the lesions.

    Lesions beyond number 63 keep their outline and have no number.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    numbers = lesion_numbers(mask, series)
    numbers[numbers > MAX_LESION_NUMBER] = 0
    return mask.astype(np.uint8) + 4 * numbers.astype(np.uint8)
