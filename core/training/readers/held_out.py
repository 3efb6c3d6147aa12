"""The new model against the old one, on cases of the readers that neither was trained on."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.inference.engines import make_engine
from core.models import Model
from core.training.bootstrap import MIN_SUBJECTS, interval, subject_draws
from core.training.counts import Countable
from core.training.data import SliceDataset
from core.training.detection import TrueLesions
from core.training.metrics import defined
from core.training.predictions import predict_slices, softmax
from core.training.readers import sentences
from core.training.subject_sums import SubjectSums, subject_sums

#: Figures that are compared (`SubjectSums.headline`).
FIGURES = (
    "lesion_dice",
    "liver_dice",
    "lesion_sensitivity",
    "false_positives_per_slice",
    "auc_lesion",
)


def held_out(before: Model, after: Model, slices: SliceDataset) -> dict[str, Any]:
    """Figure -> {"before", "after", "difference"}, each {"value", "ci95"}.

    Intervals are percentile bootstraps over subjects (`bootstrap`); that of the difference draws
    the same subjects for both models, since both saw the same cases. With fewer than three subjects
    there are none, and "note" says so.

    Args:
        slices: of the held-out subjects.
    """
    sums = {"before": _sums(before, slices), "after": _sums(after, slices)}
    n = sums["after"].n_subjects
    once, draws = np.ones(n), subject_draws(n)
    values = {name: one.headline(once) for name, one in sums.items()}
    drawn = {name: one.headline(draws) for name, one in sums.items()}
    has_interval = n >= MIN_SUBJECTS
    found: dict[str, Any] = {"n_subjects": n, "n_slices": len(slices)}
    if not has_interval:
        found["note"] = str(sentences.few_held_out(n))
    for figure in FIGURES:
        row = {
            name: _with_interval(values[name][figure], drawn[name][figure], has_interval)
            for name in sums
        }
        row["difference"] = _with_interval(
            values["after"][figure] - values["before"][figure],
            drawn["after"][figure] - drawn["before"][figure],
            has_interval,
        )
        found[figure] = row
    return found


def _with_interval(
    value: np.ndarray, drawn: np.ndarray, has_interval: bool
) -> dict[str, float | list[float] | None]:
    return {
        "value": defined(float(value)),
        "ci95": interval(drawn) if has_interval else None,
    }


def _sums(model: Model, slices: SliceDataset) -> SubjectSums:
    predicted = predict_slices(
        make_engine("auto", model), slices.image, model.preprocessing, outline=model.outline
    )
    lesions = [TrueLesions(label) for label in slices.label[Countable.of(slices).outlined]]
    probabilities = softmax(predicted.logits / model.temperature)
    return subject_sums(slices, predicted.masks, probabilities, lesions)
