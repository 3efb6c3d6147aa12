"""Which slices made the patient's score: the answer depends on the rule."""

from __future__ import annotations

import numpy as np

from core.labels import BENIGN, MALIGNANT, MASK_CODES, SLICE_CLASSES
from core.risk.rules import RULES
from core.risk.settings import PatientSettings


def contributing_slices(
    probabilities: np.ndarray,
    liver_area_mm2: np.ndarray,
    mask: np.ndarray,
    settings: PatientSettings,
) -> dict[str, tuple[int, ...]]:
    """Class, malignant and benign -> the slices that the settings' rule made its score of.

    The highest rule takes one slice, top-k its k, mean and noisy-or all liver slices, and the
    lesion burden those on which a lesion of the class is outlined. Without liver there are none.

    Args:
        probabilities: (z, 3) in the order of `labels.SLICE_CLASSES`.
        liver_area_mm2: (z,); only slices with area above 0 count.
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    liver = np.flatnonzero(np.asarray(liver_area_mm2) > 0)
    if not len(liver):
        return {MALIGNANT: (), BENIGN: ()}
    picks = RULES[settings.rule].picks
    found = {}
    for name in (MALIGNANT, BENIGN):
        scores = np.asarray(probabilities, dtype=np.float64)[liver, SLICE_CLASSES.index(name)]
        pixels = np.array([np.count_nonzero(mask[z] == MASK_CODES[name]) for z in liver])
        found[name] = tuple(int(z) for z in liver[picks(scores, pixels, settings.k)])
    return found
