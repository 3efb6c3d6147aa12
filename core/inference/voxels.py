"""From mask probabilities to a mask: one rule, used for whole series and for single slices."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from core.lesions import label_lesions
from core.models.outline import OutlineRule


def voxel_codes(foreground: np.ndarray, lesion_share: float = 0.5) -> np.ndarray:
    """Decide organ first, then lesion, then which.

    A voxel is liver or lesion where their three probabilities together reach one half; it is
    lesion where benign and malignant together exceed the share `lesion_share` of the three; the
    likelier of the two names it. So a lesion that the network can't name is not lost to "liver",
    as a plain argmax would have it.

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
    is_lesion = (codes == LIVER_CODE) & (lesion > lesion_share * (liver + lesion))
    codes[is_lesion] = np.where((malignant >= benign)[is_lesion], MALIGNANT_CODE, BENIGN_CODE)
    return codes


def drop_uncertain_lesions(
    mask: np.ndarray, lesion_probability: np.ndarray, certainty: float
) -> None:
    """Lesions in which p(lesion) nowhere reaches `certainty` become liver, in place.

    Args:
        mask: (z, y, x) codes of `core.labels`. lesion_probability: (z, y, x) uint8, 255 = certain.
    """
    if not certainty:
        return
    lesions, count = label_lesions(mask)
    if not count:
        return
    highest = ndimage.maximum(lesion_probability, lesions, np.arange(1, count + 1))
    dropped = np.concatenate([[False], highest < round(255 * certainty)])
    mask[dropped[lesions]] = LIVER_CODE


def slice_masks(foreground: np.ndarray, rule: OutlineRule) -> np.ndarray:
    """`voxel_codes` and `drop_uncertain_lesions` of slices that have nothing to do with each other.

    Args:
        foreground: (n, 3, y, x) float probabilities of liver, benign, malignant.

    Returns:
        (n, y, x) uint8 codes of `core.labels`.
    """
    masks = voxel_codes(foreground, rule.lesion_share)
    lesion = (foreground[:, 1:].sum(axis=1) * 255 + 0.5).astype(np.uint8)
    for mask, probability in zip(masks, lesion, strict=True):
        drop_uncertain_lesions(mask[None], probability[None], rule.certainty)
    return masks
