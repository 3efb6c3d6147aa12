"""Lesion by lesion against a reference mask: lesions found and false positives."""

from __future__ import annotations

import numpy as np

from core.comparison import sentences
from core.comparison.comparison import LesionScore
from core.lesions import label_lesions

#: Smallest intersection over union, in voxels. Low on purpose: the question is whether a reader is
#: led to the lesion; Dice says how well it is outlined.
MIN_OVERLAP = 0.1
#: Smaller components are drawing errors: neither a lesion to find nor a false positive.
MIN_VOXELS = 3
#: For people.
RULE = sentences.lesion_rule(MIN_VOXELS, MIN_OVERLAP)


def match_lesions(reference: np.ndarray, predicted: np.ndarray) -> LesionScore:
    """Compare a predicted mask with a reference mask, by `RULE`.

    Args:
        reference, predicted: (z, y, x) codes of `core.labels`; the kind of lesion is ignored.
    """
    true, n_true = label_lesions(reference)
    outlined, n_outlined = label_lesions(predicted)
    true_size = np.bincount(true.ravel(), minlength=n_true + 1)
    outlined_size = np.bincount(outlined.ravel(), minlength=n_outlined + 1)
    shared = np.zeros((n_true + 1, n_outlined + 1), dtype=np.int64)
    overlap = (true > 0) & (outlined > 0)
    np.add.at(shared, (true[overlap], outlined[overlap]), 1)

    lesions = np.flatnonzero(true_size >= MIN_VOXELS)
    lesions = lesions[lesions > 0]
    touching = shared[lesions] > 0
    intersection = shared[lesions].sum(axis=1)
    union = true_size[lesions] + (touching * outlined_size).sum(axis=1) - intersection
    found = intersection / union >= MIN_OVERLAP

    useful = touching[found].any(axis=0)
    # A prediction that touches nothing but specks of the reference is neither right nor wrong.
    specks = (shared[1:][true_size[1:] < MIN_VOXELS] > 0).any(axis=0) & ~touching.any(axis=0)
    counted = outlined_size >= MIN_VOXELS
    counted[0] = False
    return LesionScore(
        n_lesions=len(lesions),
        n_found=int(found.sum()),
        n_false_positives=int((counted & ~useful & ~specks).sum()),
    )
