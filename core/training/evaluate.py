"""Score a model on labelled slices: the figures of every model card come from here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from core import DISCLAIMER
from core.errors import TrainingDataError, UsageError
from core.inference.voxels import voxel_codes
from core.labels import ANY_LIVER, LESION_CODES, LIVER_CODE, SLICE_CLASSES
from core.models import Model
from core.preprocessing import PreprocessingConfig, slice_tensors
from core.training.data import IGNORED_CLASS, SliceDataset, has_lesion, load_slices
from core.training.json_files import write_json
from core.training.metrics import (
    area_under_roc,
    confusion_matrix,
    expected_calibration_error,
    per_class_scores,
    pooled_dice,
)
from core.training.split import members

MALIGNANT_INDEX = SLICE_CLASSES.index("malignant")
BOOTSTRAP_DRAWS = 500
#: Figures that get a 95 % interval.
WITH_INTERVAL = ("liver_dice", "lesion_dice", "accuracy", "macro_f1", "auc_lesion", "auc_malignant")


@torch.no_grad()
def run_network(
    network: torch.nn.Module,
    images: np.ndarray,
    preprocessing: PreprocessingConfig,
    *,
    batch_size: int = 16,
) -> tuple[np.ndarray, np.ndarray]:
    """Predict slices that are already on the network grid.

    Args:
        images: (n, s, s) uint8 or float HU.

    Returns:
        masks (n, s, s) uint8 codes, class logits (n, 3) float32.
    """
    device = next(network.parameters()).device
    masks, logits = [], []
    for start in range(0, len(images), batch_size):
        hu = images[start : start + batch_size].astype(np.float32)
        mask_logits, class_logits = network(slice_tensors(hu, preprocessing).to(device))
        probabilities = torch.softmax(mask_logits.float(), dim=1).cpu().numpy()
        masks.append(voxel_codes(probabilities[:, LIVER_CODE:]))
        logits.append(class_logits.float().cpu().numpy())
    return np.concatenate(masks), np.concatenate(logits)


def score(
    slices: SliceDataset, masks: np.ndarray, probabilities: np.ndarray, *, intervals: bool = True
) -> dict:
    """Metrics of predictions, in the shape of the `metrics.json` contract.

    Slices of quality "missed" count for the liver only; slices whose class is unknown are left out
    of the class figures. Intervals: 95 %, percentile bootstrap over subjects.
    """
    figures = _figures(slices, masks, probabilities)
    if intervals:
        figures["ci95"] = _intervals(slices, masks, probabilities)
    return figures


def evaluate_checkpoint(
    model: Model, data: Path, *, split: str = "test", subjects: list[int] | None = None
) -> dict:
    """`core evaluate`: score a loaded model on a training file.

    Args:
        split: "test" takes the test subjects that the model card names, "all" every slice.
        subjects: score these instead.

    Raises:
        TrainingDataError: the file is unfit, or holds none of the subjects asked for.
        UsageError: split "test" where the card names no test subjects.
    """
    slices = load_slices(data)
    if subjects is None and split == "test":
        subjects = model.card.get("split", {}).get("test")
        if not subjects:
            raise UsageError(
                f"{model.name}: its card names no test subjects: score with --split all."
            )
    if subjects is not None:
        slices = members(slices, subjects)
    if not len(slices):
        raise TrainingDataError(
            f"{Path(data).name}: holds none of the subjects asked for: use --split all."
        )
    masks, logits = run_network(model.network, slices.image, model.preprocessing)
    figures = score(slices, masks, softmax(logits / model.temperature))
    figures["ece_before_scaling"] = _figures(slices, masks, softmax(logits))["ece"]
    seen = set(model.card.get("split", {}).get("train", []))
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


def softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise softmax of (n, c)."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def _figures(slices: SliceDataset, masks: np.ndarray, probabilities: np.ndarray) -> dict:
    usable = slices.quality != "missed"
    truth = slices.slice_class
    known = (truth != IGNORED_CLASS) & usable
    matrix = confusion_matrix(truth[known], probabilities[known].argmax(1))
    per_class = per_class_scores(matrix)
    with_lesion = has_lesion(slices.label)
    # A slice with only uncertain pixels is neither with nor without lesion.
    decided = usable & (with_lesion | (truth == 0))
    return {
        "n_slices": len(slices),
        "n_subjects": len(np.unique(slices.subject)),
        "n_lesion_slices": int((with_lesion & usable).sum()),
        "n_classified": int(known.sum()),
        "liver_dice": pooled_dice(masks, slices.label, ANY_LIVER),
        "lesion_dice": pooled_dice(masks[usable], slices.label[usable], LESION_CODES),
        "accuracy": float(np.trace(matrix) / matrix.sum()) if matrix.sum() else None,
        "macro_f1": float(np.mean([c["f1"] for c in per_class.values()])),
        "per_class": per_class,
        "auc_lesion": area_under_roc(1 - probabilities[decided, 0], with_lesion[decided]),
        "auc_malignant": area_under_roc(
            probabilities[known, MALIGNANT_INDEX], truth[known] == MALIGNANT_INDEX
        ),
        "confusion_matrix": matrix.tolist(),
        "ece": expected_calibration_error(probabilities[known], truth[known])
        if known.any()
        else None,
    }


def _intervals(slices: SliceDataset, masks: np.ndarray, probabilities: np.ndarray) -> dict:
    rng = np.random.default_rng(0)
    by_subject = [np.flatnonzero(slices.subject == s) for s in np.unique(slices.subject)]
    draws: dict[str, list[float]] = {name: [] for name in WITH_INTERVAL}
    for _ in range(BOOTSTRAP_DRAWS):
        chosen = rng.integers(len(by_subject), size=len(by_subject))
        index = np.concatenate([by_subject[i] for i in chosen])
        figures = _figures(slices.pick(index), masks[index], probabilities[index])
        for name in WITH_INTERVAL:
            if figures[name] is not None:
                draws[name].append(figures[name])
    return {
        name: [float(v) for v in np.percentile(values, (2.5, 97.5))]
        for name, values in draws.items()
        if values
    }
