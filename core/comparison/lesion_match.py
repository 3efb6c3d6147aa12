"""Lesions of a reference mask one by one: which were found, and what was outlined for nothing."""

from __future__ import annotations

import numpy as np

from core.comparison.comparison import LesionScore
from core.lesions import label_lesions

#: Of the true and the predicted volume together, in voxels. Coarse on purpose: the question is
#: whether a reader is led to the lesion; how well it is outlined is told by Dice.
MIN_OVERLAP = 0.1
#: Smaller components are drawing errors: neither a lesion to find nor a false positive.
MIN_VOXELS = 3
RULE = (
    f"A lesion is a 3-D component of lesion voxels that share faces, of at least {MIN_VOXELS} "
    "voxels. It is found when it and the predicted lesions that touch it share at least "
    f"{MIN_OVERLAP:.0%} of their joint volume (intersection over union, after Baumgartner et al., "
    "nnDetection, MICCAI 2021). A predicted lesion that touches no lesion that was found is a "
    "false positive."
)


def match_lesions(reference: np.ndarray, predicted: np.ndarray) -> LesionScore:
    """Hold a predicted mask against a reference mask, by `RULE`.

    Args:
        reference, predicted: (z, y, x) codes of `core.labels`; the kinds of lesion are not looked
            at.
    """
    true, n_true = label_lesions(reference)
    ours, n_ours = label_lesions(predicted)
    true_size = np.bincount(true.ravel(), minlength=n_true + 1)
    own_size = np.bincount(ours.ravel(), minlength=n_ours + 1)
    shared = np.zeros((n_true + 1, n_ours + 1), dtype=np.int64)
    overlap = (true > 0) & (ours > 0)
    np.add.at(shared, (true[overlap], ours[overlap]), 1)

    lesions = np.flatnonzero(true_size >= MIN_VOXELS)
    lesions = lesions[lesions > 0]
    touching = shared[lesions] > 0
    intersection = shared[lesions].sum(axis=1)
    joint = true_size[lesions] + (touching * own_size).sum(axis=1) - intersection
    found = intersection / joint >= MIN_OVERLAP

    useful = touching[found].any(axis=0)
    # What touches nothing but specks in the reference is neither right nor wrong.
    specks = (shared[1:][true_size[1:] < MIN_VOXELS] > 0).any(axis=0) & ~touching.any(axis=0)
    counted = own_size >= MIN_VOXELS
    counted[0] = False
    return LesionScore(
        n_lesions=len(lesions),
        n_found=int(found.sum()),
        n_false_positives=int((counted & ~useful & ~specks).sum()),
    )
