"""From a finished run to what is shipped: half-precision weights and the card of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from core import DISCLAIMER
from core.labels import SLICE_CLASSES
from core.models import load_checkpoint, save_checkpoint
from core.models.network import count_parameters
from core.training.data import IGNORED_CLASS, SliceDataset, load_slices
from core.training.evaluate import evaluate_checkpoint, run_network
from core.training.json_files import write_json
from core.training.metrics import fit_temperature
from core.training.split import members

CARD_FORMAT = "liverlens-card/1"


def export_model(
    run_dir: Path, data: Path, out_dir: Path, *, name: str, facts: dict | None = None
) -> Path:
    """Write `<name>.pth` and `<name>.json` from the best weights of a run.

    The temperature is fitted on the validation subjects; every figure on the card is of the stored
    (half precision) file, on the test subjects.

    Args:
        run_dir: what `run_training` wrote. data: the file it was trained on.
        facts: fields that can't be measured, merged into the card (origin of the data, limits,
            where the model fails).

    Returns:
        The card's path.
    """
    best = load_checkpoint(run_dir / "best.pth")
    run = json.loads((run_dir / "run.json").read_text(encoding="utf-8"))
    history = json.loads((run_dir / "history.json").read_text(encoding="utf-8"))
    slices, split = load_slices(data), run["split"]
    out_dir.mkdir(parents=True, exist_ok=True)
    weights = out_dir / f"{name}.pth"
    save_checkpoint(
        weights,
        best.network,
        name=name,
        backbone=best.backbone,
        preprocessing=best.preprocessing,
        temperature=_temperature(best, members(slices, split["val"])),
        training={"config": run["config"], "split": split},
        half=True,
    )
    stored = load_checkpoint(weights, {"split": split})
    card = {
        "format": CARD_FORMAT,
        "disclaimer": DISCLAIMER,
        "name": name,
        "backbone": best.backbone,
        "file": weights.name,
        "sha256": stored.weights_sha256,
        "file_bytes": weights.stat().st_size,
        "parameters": count_parameters(stored.network),
        "classes": list(SLICE_CLASSES),
        "preprocessing": stored.preprocessing.to_dict(),
        "temperature": stored.temperature,
        "data": {part: _counts(members(slices, subjects)) for part, subjects in split.items()},
        "split": split,
        "training": run["config"],
        "earlier_training": run.get("earlier"),
        "history": history,
        "metrics": _figures(stored, data, split["test"]),
        "validation_metrics": _figures(stored, data, split["val"]),
        **(facts or {}),
    }
    path = out_dir / f"{name}.json"
    write_json(path, card)
    return path


def _temperature(model, val: SliceDataset) -> float:
    _, logits = run_network(model.network, val.image, model.preprocessing)
    truth = val.slice_class
    known = (truth != IGNORED_CLASS) & (val.quality != "missed")
    return fit_temperature(logits[known].astype(np.float64), truth[known])


def _figures(model, data: Path, subjects: list[int]) -> dict:
    figures = evaluate_checkpoint(model, data, split="these", subjects=subjects)
    for key in ("disclaimer", "model", "weights_sha256", "split"):
        figures.pop(key)
    return figures


def _counts(slices: SliceDataset) -> dict:
    classes = slices.slice_class
    return {
        "subjects": len(np.unique(slices.subject)),
        "slices": len(slices),
        **{name: int((classes == i).sum()) for i, name in enumerate(SLICE_CLASSES)},
        "uncertain": int((classes == IGNORED_CLASS).sum()),
    }
