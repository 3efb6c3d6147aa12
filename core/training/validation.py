"""What weights are chosen by while they are trained: slices, and whole lesion-free series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from core.inference.engines import forget_engine
from core.models import Model
from core.preprocessing import PreprocessingConfig
from core.series import Series
from core.training.data import NO_PHASE, SliceDataset
from core.training.evaluate import run_network, score, softmax
from core.training.false_alarms import false_alarms
from core.training.lesion_free_series import SeriesCheck, check_series

#: Figures of a row; those of `PARTS` count alike in its score, an absent one as 0.
KEPT = (
    "liver_dice",
    "lesion_dice",
    "lesion_sensitivity",
    "false_positives_per_slice",
    "accuracy",
    "macro_f1",
    "auc_lesion",
    "auc_malignant",
)
PARTS = ("liver_dice", "lesion_dice", "auc_lesion", "auc_malignant", "macro_f1")
#: False volume in a lesion-free series that leaves e^-1 of that series' credit, mL.
TOLERATED_ML = 1.0


def validate(
    network: torch.nn.Module,
    val: SliceDataset,
    preprocessing: PreprocessingConfig,
    silent: Sequence[tuple[str, Series]],
) -> dict:
    """Figures of the validation slices and series, and "score", the mean of what counts: `PARTS`,
    the share of lesion-free slices without a false alarm (mean over the phases; of MR, all alike),
    and exp(-v / `TOLERATED_ML`) (1 - p) for each series, where v is the volume of false lesions in
    mL and p is p(malignant).

    The share with a false alarm is `alarms_PHASE` of each phase, and `alarms` of MR.
    """
    network.eval()
    masks, logits = run_network(network, val.image, preprocessing)
    figures = score(val, masks, softmax(logits), intervals=False)
    row = {name: figures[name] for name in KEPT}
    parts = [row[name] or 0.0 for name in PARTS]
    alarms = false_alarms(val, masks, val.phases)
    row |= {
        f"alarms_{phase}" if phase != NO_PHASE else "alarms": one["share"]
        for phase, one in alarms.items()
    }
    if alarms:
        parts.append(1 - float(np.mean([one["share"] for one in alarms.values()])))
    if silent:
        checks = _series_checks(network, preprocessing, silent)
        row["series"] = [check.to_dict() for check in checks]
        row["series_ml"] = sum(check.lesion_ml for check in checks)
        row["series_malignant"] = max(check.p_malignant for check in checks)
        parts += [
            math.exp(-check.lesion_ml / TOLERATED_ML) * (1 - check.p_malignant) for check in checks
        ]
    return {**row, "score": float(np.mean(parts))}


def _series_checks(
    network: nn.Module,
    preprocessing: PreprocessingConfig,
    silent: Sequence[tuple[str, Series]],
) -> list[SeriesCheck]:
    # A key of its own: engines are kept by the weights' hash, and these weights have none yet.
    model = Model("validation", "", network, preprocessing, 1.0, "validation", Path())
    try:
        return [check_series(name, series, model) for name, series in silent]
    finally:
        forget_engine(model)
