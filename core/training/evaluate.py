"""Score a model on labelled slices: the figures of every model card come from here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from core import DISCLAIMER
from core.errors import TrainingDataError, UsageError
from core.inference.engines import make_engine
from core.labels import SLICE_CLASSES
from core.models import Model
from core.preprocessing import PreprocessingConfig
from core.training import sentences
from core.training.bootstrap import interval, subject_draws
from core.training.columns import column_of, has_column
from core.training.counts import Countable, left_out, slice_counts
from core.training.curves import roc_points
from core.training.data import SliceDataset, load_slices, paths_of
from core.training.detection import FROC_RULE, TrueLesions, froc_points
from core.training.false_alarms import false_alarms
from core.training.groups import figures_by_column
from core.training.json_files import write_json
from core.training.lesion_figures import lesion_detection
from core.training.metrics import defined, per_class_scores, reliability_bins
from core.training.predictions import predict_slices, softmax
from core.training.split import members
from core.training.subject_sums import MALIGNANT_INDEX, SubjectSums, subject_sums

__all__ = ["evaluate_checkpoint", "run_network", "score", "softmax", "write_metrics"]


def run_network(
    network: torch.nn.Module,
    images: np.ndarray,
    preprocessing: PreprocessingConfig,
    *,
    batch_size: int = 16,
) -> tuple[np.ndarray, np.ndarray]:
    """Masks (n, s, s) uint8 and class logits (n, 3) of `predictions.predict_slices`."""
    device = next(network.parameters()).device
    predicted = predict_slices(
        lambda batch: network(batch.to(device)), images, preprocessing, batch_size=batch_size
    )
    return predicted.masks, predicted.logits


def score(
    slices: SliceDataset,
    masks: np.ndarray,
    probabilities: np.ndarray,
    *,
    unscaled: np.ndarray | None = None,
    lesion_probability: np.ndarray | None = None,
    intervals: bool = True,
) -> dict:
    """Metrics of predictions, in the shape of the `metrics.json` contract.

    What counts for which figure: `subject_sums.subject_sums`. Figures that have no value (no
    slice of that kind) are None.

    Args:
        masks: (n, s, s) uint8 codes. probabilities: (n, 3), temperature-scaled.
        unscaled: (n, 3) before temperature scaling, for the calibration error then.
        lesion_probability: (n, s, s) uint8, 255 = certain, for the FROC curve.
        intervals: with 95 % intervals (percentile bootstrap over subjects) and curves.
    """
    outlined = Countable.of(slices).outlined
    lesions = [TrueLesions(label) for label in slices.label[outlined]]
    sums = subject_sums(slices, masks, probabilities, lesions, unscaled=unscaled)
    once = np.ones(sums.n_subjects)
    draws = subject_draws(sums.n_subjects) if intervals else None
    figures = {
        "n_slices": len(slices),
        "n_subjects": sums.n_subjects,
        **slice_counts(slices),
        **sums.alarm_counts(),
        **{name: defined(float(value)) for name, value in sums.headline(once).items()},
        "per_class": per_class_scores(sums.confusion.sum(axis=0).astype(int)),
        "confusion_matrix": sums.confusion.sum(axis=0).astype(int).tolist(),
        "lesion_detection": lesion_detection(sums, draws),
    }
    if draws is not None:
        figures["ci95"] = {
            name: bounds
            for name, values in sums.headline(draws).items()
            if (bounds := interval(values))
        }
        _add_intervals(figures, sums, draws)
        figures["roc"] = _roc(slices, probabilities)
        figures["reliability"] = {"scaled": reliability_bins(sums.calibration.sum(axis=0))}
        if sums.calibration_before is not None:
            before = sums.calibration_before.sum(axis=0)
            figures["reliability"]["unscaled"] = reliability_bins(before)
        if lesion_probability is not None:
            figures["lesion_detection"] |= {
                "froc_rule": FROC_RULE,
                "froc": froc_points(lesions, lesion_probability[outlined]),
            }
    return figures


def evaluate_checkpoint(
    model: Model,
    data: Path | Sequence[Path],
    *,
    split: str = "test",
    subjects: list[int] | None = None,
    by: Sequence[str] = (),
) -> dict:
    """`core evaluate`: score a loaded model on a training file.

    Args:
        split: "test" or "val" takes the subjects that the model card names, "all" every slice.
        subjects: score these instead.
        by: columns of the data to give the figures by, beside `groups.USUAL_COLUMNS`.

    Raises:
        TrainingDataError: the file is unfit, or holds none of the subjects asked for.
        UsageError: split "test" or "val" where the card names no such subjects, or the data have
            no such column.
    """
    slices = load_slices(data)
    for name in by:  # A wrong name must not cost the minutes that the network takes.
        column_of(slices, name)
    if subjects is None and split != "all":
        subjects = model.card.get("split", {}).get(split)
        if not subjects:
            raise UsageError(sentences.card_names_no_part(model.name, split))
    if subjects is not None:
        slices = members(slices, subjects)
    if not len(slices):
        raise TrainingDataError(
            sentences.no_such_subjects(", ".join(path.name for path in paths_of(data)))
        )
    # The engine of `analyze`: what is measured is what runs.
    predicted = predict_slices(
        make_engine("auto", model), slices.image, model.preprocessing, outline=model.outline
    )
    scaled, unscaled = softmax(predicted.logits / model.temperature), softmax(predicted.logits)
    figures = score(
        slices,
        predicted.masks,
        scaled,
        unscaled=unscaled,
        lesion_probability=predicted.lesion_probability,
    )
    figures["groups"] = figures_by_column(slices, predicted.masks, scaled, by, unscaled=unscaled)
    seen = set(model.card.get("split", {}).get("train", []))
    figures["false_alarms"] = {
        **(
            {"by_phase": false_alarms(slices, predicted.masks, slices.phases)}
            if has_column(slices, "phase")
            else {}
        ),
        "by_source": false_alarms(slices, predicted.masks, slices.sources),
    }
    figures["left_out"] = left_out(data, slices, subjects)
    figures["subjects_seen_in_training"] = len(seen & set(slices.subject.tolist()))
    return {
        "disclaimer": DISCLAIMER,
        "model": model.name,
        "weights_sha256": model.weights_sha256,
        "split": split,
        **figures,
    }


def write_metrics(metrics: dict, out_dir: Path) -> Path:
    """Write `metrics.json` whole or not at all; returns its path."""
    out_dir.mkdir(parents=True, exist_ok=True)
    path = out_dir / "metrics.json"
    write_json(path, metrics, indent=2)
    return path


def _add_intervals(figures: dict, sums: SubjectSums, draws: np.ndarray) -> None:
    """Those of the figures that lie deeper than the headline."""
    for name, values in sums.per_class(draws).items():
        for index, class_name in enumerate(SLICE_CLASSES):
            row = figures["per_class"][class_name].setdefault("ci95", {})
            if bounds := interval(values[:, index]):
                row[name] = bounds


def _roc(slices: SliceDataset, probabilities: np.ndarray) -> dict[str, list[list[float]]]:
    """Curves over the same slices as the areas under them."""
    which = Countable.of(slices)
    return {
        "lesion": roc_points(1 - probabilities[which.decided, 0], which.with_lesion[which.decided]),
        "malignant": roc_points(
            probabilities[which.classified, MALIGNANT_INDEX],
            which.slice_class[which.classified] == MALIGNANT_INDEX,
        ),
    }
