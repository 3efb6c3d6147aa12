"""Choose the limits of outlined lesions (`core.models.outline`) on validation slices."""

from __future__ import annotations

import numpy as np

from core.inference.engines import make_engine
from core.inference.voxels import slice_masks
from core.models import Model
from core.models.outline import OutlineRule
from core.training.data import SliceDataset
from core.training.evaluate import score
from core.training.false_alarms import false_alarms
from core.training.predictions import slice_probabilities, softmax

#: Tried with each other. The usual limits, 0.5 and 0, come first, so that they win a tie.
LESION_SHARES = (0.5, 0.4, 0.3)
CERTAINTIES = (0.0, 0.6, 0.7, 0.8, 0.9)
#: Figures of a row; the false positives are for the reader of the card.
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
    # float16 holds them to 0.0005, in a quarter of a gigabyte for 400 slices.
    probabilities = np.concatenate([part.astype(np.float16) for part in foreground])
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
        "note": "Chosen on the validation subjects, by the highest mean of lesion Dice, lesion "
        "sensitivity and the share of lesion-free slices without a false alarm (mean over the "
        "phases of contrast).",
        "table": table,
    }


def _row(
    rule: OutlineRule, val: SliceDataset, probabilities: np.ndarray, classes: np.ndarray
) -> dict:
    masks = np.concatenate(
        [slice_masks(part[None].astype(np.float32), rule) for part in probabilities]
    )
    figures = score(val, masks, classes, intervals=False)
    alarms = [row["share"] for row in false_alarms(val, masks, val.phases).values()]
    row = {name: figures[name] for name in FIGURES}
    row["alarms"] = float(np.mean(alarms)) if alarms else None
    parts = [row["lesion_dice"], row["lesion_sensitivity"]]
    parts += [1 - row["alarms"]] if alarms else []
    return {**rule.to_dict(), **row, "score": float(np.mean([part or 0.0 for part in parts]))}
