"""For which series a model is assessable besides their phase: noise, slice thickness, kernels.

`core.cautions.reach` reads it. Measured on validation and test subjects, in the phases that are
assessable: what the model was scored on is what it is known to work at.
"""

from __future__ import annotations

import numpy as np

from core.cautions.coverage import CUT_OFF_SHARE, HALF_LIVER_ML, SMALL_LIVER_ML
from core.cautions.noise import plane_noise_hu
from core.labels import LIVER_CODE
from core.training.bootstrap import MIN_SUBJECTS
from core.training.columns import column_of, has_column
from core.training.data import SliceDataset
from core.vocabulary.figures import NOT_STATED

#: Of the subjects' noise: a rare, very noisy one says little of how well the model works there.
PERCENTILE = 95.0
NOT_MEASURED = "not measured"
NOISE_RULE = (
    f"The {PERCENTILE:.0f}th percentile over subjects of the median noise of their slices: the "
    "grain in the labelled liver (core.cautions.noise) on the pixels of the training file."
)
RANGE_RULE = f"From the thinnest to the thickest slices of at least {MIN_SUBJECTS} subjects each."
KERNEL_RULE = f"Those of at least {MIN_SUBJECTS} subjects each."
FIELD_RULE = (
    "The same for every model, not measured: at least half of a usual liver "
    f"({HALF_LIVER_ML:.0f} mL) where an end of the series cuts it off (liver on that slice from "
    f"{CUT_OFF_SHARE:.0%} of the largest area), and at least {SMALL_LIVER_ML:.0f} mL otherwise. "
    "Training files hold single slices, which don't tell how much of a liver is in the field."
)


def measured_reach(slices: SliceDataset, phases: list[str], pixel_mm: float) -> dict:
    """The section "reach" of a model card.

    Args:
        slices: of the validation and test subjects, no others.
        phases: those that are assessable.
        pixel_mm: of the slices.

    Returns:
        {"phases", "n_slices", "n_subjects", "noise", "thickness", "kernels", "field"}; a part that
        the data can't tell is {"measured": "not measured", "reason": sentence}.
    """
    own = slices.pick(np.isin(slices.phases, phases))
    return {
        "phases": list(phases),
        "n_slices": len(own),
        "n_subjects": len(np.unique(own.subject)),
        "noise": _noise(own, pixel_mm),
        "thickness": _thickness(own),
        "kernels": _kernels(own),
        "field": {"rule": FIELD_RULE, "least_ml": HALF_LIVER_ML},
    }


def _noise(slices: SliceDataset, pixel_mm: float) -> dict:
    by_subject: dict[int, list[float]] = {}
    for image, label, subject in zip(slices.image, slices.label, slices.subject, strict=True):
        hu = plane_noise_hu(image, label == LIVER_CODE, (pixel_mm, pixel_mm))
        if hu is not None:
            by_subject.setdefault(int(subject), []).append(hu)
    if len(by_subject) < MIN_SUBJECTS:
        return _unknown(f"{len(by_subject)} subjects show enough labelled liver")
    medians = [float(np.median(values)) for values in by_subject.values()]
    return {
        "limit_hu": round(float(np.percentile(medians, PERCENTILE)), 2),
        "median_hu": round(float(np.median(medians)), 2),
        "pixel_mm": pixel_mm,
        "n_subjects": len(medians),
        "n_slices": sum(map(len, by_subject.values())),
        "rule": NOISE_RULE,
    }


def _thickness(slices: SliceDataset) -> dict:
    if not has_column(slices, "thickness"):
        return _unknown("the data don't state it")
    known = []
    for word, count in _subjects_of(slices, "thickness").items():
        try:
            mm = float(word)
        except ValueError:
            continue
        if count >= MIN_SUBJECTS and np.isfinite(mm) and mm > 0:
            known.append(mm)
    if not known:
        return _unknown(f"no thickness is that of {MIN_SUBJECTS} subjects")
    return {"least_mm": min(known), "most_mm": max(known), "rule": RANGE_RULE}


def _kernels(slices: SliceDataset) -> dict:
    if not has_column(slices, "kernel"):
        return _unknown("the data don't state them")
    counts = _subjects_of(slices, "kernel")
    names = [word for word, count in counts.items() if count >= MIN_SUBJECTS]
    if not names:
        return _unknown(f"no kernel is that of {MIN_SUBJECTS} subjects")
    return {"names": names, "rule": KERNEL_RULE}


def _subjects_of(slices: SliceDataset, column: str) -> dict[str, int]:
    """Word -> how many subjects have it, by the alphabet; none for slices that state nothing."""
    words = column_of(slices, column)
    return {
        word: len(np.unique(slices.subject[words == word]))
        for word in sorted(set(words.tolist()) - {NOT_STATED})
    }


def _unknown(reason: str) -> dict:
    return {"measured": NOT_MEASURED, "reason": reason}
