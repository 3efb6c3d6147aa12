"""From mask probabilities to a mask: one rule, used for whole series and for single slices."""

from __future__ import annotations

import numpy as np

from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE


def voxel_codes(foreground: np.ndarray) -> np.ndarray:
    """Decide organ first, then lesion, then which.

    A voxel is liver or lesion where their three probabilities together reach one half; it is
    lesion where benign and malignant together exceed liver; the likelier of the two names it. So
    a lesion that the network can't name is not lost to "liver", as a plain argmax would have it.

    Args:
        foreground: (n, 3, ...) float probabilities of liver, benign, malignant; what they lack
            to 1 is background, so 0 (outside the network's field) is background.

    Returns:
        (n, ...) uint8 codes of `core.labels`.
    """
    liver, benign, malignant = foreground[:, 0], foreground[:, 1], foreground[:, 2]
    lesion = benign + malignant
    codes = np.zeros(liver.shape, np.uint8)
    codes[liver + lesion >= 0.5] = LIVER_CODE
    is_lesion = (codes == LIVER_CODE) & (lesion > liver)
    codes[is_lesion] = np.where((malignant >= benign)[is_lesion], MALIGNANT_CODE, BENIGN_CODE)
    return codes
