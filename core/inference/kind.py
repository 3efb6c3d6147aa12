"""Which kind of lesion a slice shows, judged by the whole lesion instead of one section of it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.bounding_box import bounding_box
from core.labels import BENIGN, LESION_CODES, MALIGNANT, SLICE_CLASSES
from core.lesions import label_lesions

_BENIGN, _MALIGNANT = SLICE_CLASSES.index(BENIGN), SLICE_CLASSES.index(MALIGNANT)


def name_kind_by_lesion(
    probabilities: np.ndarray,
    mask: np.ndarray,
    lesion_probability: np.ndarray,
    malignant_probability: np.ndarray,
) -> np.ndarray:
    """Split each slice's anomaly between benign and malignant by the 3-D lesions on it.

    The first and last slice through a cyst mix water with liver and look like a solid lesion; the
    slices between show what it is. With q the slice classifier's probabilities and m(l) the
    malignant share of the lesion evidence of 3-D lesion l, summed over its voxels:

        a = q(benign) + q(malignant)    s = max of m(l) over the lesions on the slice
        p(malignant) = a s    p(benign) = a (1 - s)    p(normal) = q(normal)

    The worst lesion decides. Slices without an outlined lesion are unchanged.

    Args:
        probabilities: (z, 3) in the order of `labels.SLICE_CLASSES`.
        mask: (z, y, x) codes of `core.labels`, cleaned up.
        lesion_probability, malignant_probability: (z, y, x) uint8, 255 = certain.

    Returns:
        (z, 3) float32; rows sum to what they summed to.
    """
    named = np.array(probabilities, dtype=np.float32)
    box = bounding_box(mask, lowest=min(LESION_CODES))
    if box is None:
        return named
    lesions, count = label_lesions(mask[box])
    ids = np.arange(count + 1)
    either = ndimage.sum_labels(lesion_probability[box], lesions, ids)
    malignant = ndimage.sum_labels(malignant_probability[box], lesions, ids)
    share = np.divide(malignant, either, out=np.zeros(count + 1), where=either > 0)
    # The two maps are rounded one by one: their ratio may slightly exceed 1.
    share = share.clip(0.0, 1.0)
    for index, plane in enumerate(lesions, start=box[0].start):
        here = np.unique(plane)
        if not here.any():
            continue
        worst = share[here[here > 0]].max()
        anomaly = named[index, _BENIGN] + named[index, _MALIGNANT]
        named[index, _MALIGNANT] = anomaly * worst
        named[index, _BENIGN] = anomaly * (1 - worst)
    return named
