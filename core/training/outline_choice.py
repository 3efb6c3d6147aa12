"""Choose the limits of outlined lesions (`core.models.outline`) on validation slices."""

from __future__ import annotations

import numpy as np

from core.inference.engines import make_engine
from core.inference.voxels import slice_masks
from core.models import Model
from core.models.outline import OutlineRule
from core.training.data import SliceDataset
from core.training.evaluate import score
from core.training.predictions import slice_probabilities, softmax

#: Tried with each other. The usual limits, 0.5 and 0, come first, so that they win a tie.
LESION_SHARES = (0.5, 0.4, 0.3)
CERTAINTIES = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
#: Figures of a row, beside the F1 of lesions one by one.
FIGURES = ("lesion_dice", "lesion_sensitivity", "false_positives_per_slice")


def choose_outline(model: Model, val: SliceDataset) -> dict:
    """Compare all pairs of limits and keep the one with the highest score.

    Args:
        model: its weights are final. val: the slices of the validation subjects, no others.

    Returns:
        The section "outline" of a card: the limits of `OutlineRule.to_dict`, a note, and the
        table of all pairs.
    """
    run = make_engine("auto", model)
    foreground, logits = zip(*slice_probabilities(run, val.image, model.preprocessing), strict=True)
    # Half a gigabyte for 400 slices; float16 could not tell the highest limits apart.
    probabilities = np.concatenate(foreground)
    classes = softmax(np.concatenate(logits))
    table = [
        _row(OutlineRule(lesion_share, certainty), val, probabilities, classes)
        for lesion_share in LESION_SHARES
        for certainty in CERTAINTIES
    ]
    best = max(table, key=lambda row: row["score"])
    return {
        "lesion_share": best["lesion_share"],
        "certainty": best["certainty"],
        "note": "Chosen on the validation subjects, by the highest mean of lesion Dice and of the "
        "F1 of lesions one by one, in which a false outline costs as much as a missed lesion.",
        "table": table,
    }


def _row(
    rule: OutlineRule, val: SliceDataset, probabilities: np.ndarray, classes: np.ndarray
) -> dict:
    masks = np.concatenate([slice_masks(part[None], rule) for part in probabilities])
    figures = score(val, masks, classes, intervals=False)
    detection = figures["lesion_detection"]
    # F1 = 2 TP / (2 TP + FP + FN), with the lesions found as TP and those missed as FN.
    outlined = detection["n_lesions"] + detection["n_found"] + detection["n_false_positives"]
    parts = {
        **{name: figures[name] for name in FIGURES},
        "lesion_f1": 2 * detection["n_found"] / outlined if outlined else None,
    }
    scored = (parts["lesion_dice"] or 0.0, parts["lesion_f1"] or 0.0)
    return {**rule.to_dict(), **parts, "score": float(np.mean(scored))}
