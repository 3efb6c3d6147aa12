"""From a finished run to what is shipped: smaller weights and the card of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core import DISCLAIMER
from core.errors import UsageError
from core.inference.timing import measure_speed
from core.labels import SLICE_CLASSES
from core.modality import CT
from core.models import Model, load_checkpoint, save_checkpoint
from core.models.network import count_parameters
from core.training import sentences
from core.training.assessable import assessable_phases
from core.training.columns import column_of, has_column, values_of
from core.training.data import IGNORED_CLASS, SliceDataset, load_slices
from core.training.evaluate import evaluate_checkpoint, run_network
from core.training.facts import with_limits
from core.training.json_files import read_history, read_run, write_json
from core.training.lesion_free_series import read_lesion_free
from core.training.metrics import fit_temperature
from core.training.outline_choice import choose_outline
from core.training.patient_section import choose_for_patients
from core.training.reach import measured_reach
from core.training.series_curve import kept_section, lesions_per_series
from core.training.split import absent_classes, members, read_split

CARD_FORMAT = "liverlens-card/1"


def export_model(
    run_dir: Path,
    data: Path | Sequence[Path],
    out_dir: Path,
    *,
    name: str,
    facts: dict | None = None,
    storage: str = "float16",
    weights_name: str | None = None,
    lesion_free: Sequence[Path] = (),
    timed: bool = True,
) -> Path:
    """Write the weights and `<name>.json` from the best weights of a run.

    The temperature is fitted on the validation subjects. There, too, the limits of outlined
    lesions are chosen (section "outline"), the rule that makes a patient's score of slice scores
    is chosen and calibrated (section "patient"), and the assessable phases of contrast are found
    (`assessable.RULE`). The figures in "metrics" are of the stored file, on the test subjects.

    Args:
        run_dir: what `run_training` wrote. data: the file it was trained on.
        storage: of the weights, one of `core.models.checkpoints.STORAGES`.
        weights_name: of the weights' file, without its ending; the model's name if none is given.
        facts: fields that can't be measured, merged into the card (origin of the data, limits,
            where the model fails).
        lesion_free: CT series in which nobody sees a lesion: what is outlined there is counted
            (section "lesion_free_series").
        timed: measure the speed on this machine too.

    Returns:
        The card's path.
    """
    best = load_checkpoint(run_dir / "best.pth")
    run = read_run(run_dir)
    slices, split = load_slices(data), run["split"]
    parts = _parts(slices, split)
    limits = absent_classes(parts)
    if run.get("outlines_nothing"):
        limits.insert(0, sentences.outlines_nothing())
    out_dir.mkdir(parents=True, exist_ok=True)
    weights = out_dir / f"{weights_name or name}.pth"
    save_checkpoint(
        weights,
        best.network,
        name=name,
        backbone=best.backbone,
        preprocessing=best.preprocessing,
        temperature=_temperature(best, parts["val"]),
        training={"config": run["config"], "split": split},
        storage=storage,
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
        "modality": stored.modality,
        "preprocessing": stored.preprocessing.to_dict(),
        "temperature": stored.temperature,
        "data": _counts(parts),
        "split": split,
        "training": run["config"],
        "earlier_training": run.get("earlier"),
        "history": read_history(run_dir),
        "best_step": best.training.get("step"),
        **_measured(stored, data, slices, split, lesion_free, timed),
        **with_limits(facts or {}, limits),
    }
    path = out_dir / f"{name}.json"
    write_json(path, card)
    return path


def measure_again(
    model: Model,
    data: Path | Sequence[Path],
    *,
    split_file: Path | None = None,
    lesion_free: Sequence[Path] = (),
    timed: bool = False,
) -> Path:
    """Replace the figures on a card, its limits and its rule by what the weights give now.

    Args:
        model: with its card, as `core.models.load_model` gives it. data: the file it was trained
            on, or files with further subjects. split_file: take the validation and test subjects
            from it (`split.read_split`) instead of from the card, so that models which were
            trained on different subjects are measured on the same ones. lesion_free: series to
            count false lesions in, as for `export_model`; without any, the counts on the card
            stay. timed: replace the speed too, by that of this machine.

    Returns:
        The card's path.

    Raises:
        UsageError: the card names no validation or test subjects, or the model was trained on
            some of those in the file.
        TrainingDataError: the file is unfit, or holds none of those subjects.
    """
    split = model.card.get("split", {})
    if not split.get("test") or not split.get("val"):
        raise UsageError(sentences.card_names_no_subjects(model.name))
    slices = load_slices(data)
    if split_file is not None:
        split = {**read_split(split_file, slices), "train": split["train"]}
        trained_on = sorted(set(split["train"]) & {*split["val"], *split["test"]})
        if trained_on:
            raise UsageError(sentences.trained_on_them(model.name, split_file.name, trained_on))
    path = model.file.with_name(f"{model.name}.json")
    of_the_split = {"data": _counts(_parts(slices, split)), "split": split} if split_file else {}
    measured = _measured(model, data, slices, split, lesion_free, timed)
    write_json(path, {**model.card, **of_the_split, **measured})
    return path


def _parts(slices: SliceDataset, split: dict) -> dict[str, SliceDataset]:
    return {part: members(slices, subjects) for part, subjects in split.items()}


def _counts(parts: dict[str, SliceDataset]) -> dict[str, dict]:
    return {part: counts_by_class(own) for part, own in parts.items()}


def _measured(
    model: Model,
    data: Path | Sequence[Path],
    slices: SliceDataset,
    split: dict,
    lesion_free: Sequence[Path],
    timed: bool,
) -> dict:
    val = members(slices, split["val"])
    outline = choose_outline(model, val)
    model = replace(model, card={**model.card, "outline": outline})
    validation = _figures(model, data, split["val"])
    test = _figures(model, data, split["test"])
    silent = read_lesion_free(list(lesion_free))
    return {
        "outline": outline,
        "metrics": test,
        "validation_metrics": validation,
        **(
            _by_phase(model, validation, members(slices, [*split["val"], *split["test"]]))
            if model.modality == CT
            else {}
        ),
        **(
            {"lesion_free_series": lesions_per_series(model, silent, test)}
            if silent
            else kept_section(model, test)
        ),
        "patient": choose_for_patients(model, val),
        **({"speed": measure_speed(model)} if timed else {}),
    }


def _by_phase(model: Model, validation: dict, slices: SliceDataset) -> dict:
    """The phases of contrast, and the grain in HU, at which a model of CT is assessable."""
    phases = assessable_phases(validation["groups"]["phase"])
    reach = measured_reach(slices, phases["assessable_phases"], model.preprocessing.pixel_mm)
    return {**phases, "reach": reach}


def _temperature(model: Model, val: SliceDataset) -> float:
    _, logits = run_network(model.network, val.image, model.preprocessing)
    truth = val.slice_class
    known = (truth != IGNORED_CLASS) & (val.quality != "missed")
    return fit_temperature(logits[known].astype(np.float64), truth[known])


def _figures(model: Model, data: Path | Sequence[Path], subjects: list[int]) -> dict:
    figures = evaluate_checkpoint(model, data, split="these", subjects=subjects)
    for key in ("disclaimer", "model", "weights_sha256", "split"):
        figures.pop(key)
    return figures


def counts_by_class(slices: SliceDataset) -> dict:
    """Subjects and slices of a part of the data; slices of each class; of each source and phase
    both."""
    classes = slices.slice_class
    return {
        "subjects": len(np.unique(slices.subject)),
        "slices": len(slices),
        **{name: int((classes == i).sum()) for i, name in enumerate(SLICE_CLASSES)},
        "uncertain": int((classes == IGNORED_CLASS).sum()),
        **{
            f"by_{column}": _counts_by(slices, column)
            for column in ("source", "phase")
            if has_column(slices, column)
        },
    }


def _counts_by(slices: SliceDataset, column: str) -> dict[str, dict[str, int]]:
    words = column_of(slices, column)
    return {
        value: {
            "subjects": len(np.unique(slices.subject[words == value])),
            "slices": int((words == value).sum()),
        }
        for value in values_of(words)
    }
