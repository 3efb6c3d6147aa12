"""Train the classical baseline: candidates, their features, and a classifier of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from skl2onnx import to_onnx
from sklearn.base import ClassifierMixin

from core import DISCLAIMER
from core.atomic_write import atomic_file
from core.classical import FEATURE_NAMES, POOLINGS, ClassicalSettings
from core.classical.classifier import classifier_bytes
from core.errors import UsageError
from core.inference import make_engine
from core.labels import BACKGROUND_CODE, SLICE_CLASSES
from core.models import DEFAULT_MODEL, Model, load_model
from core.models.classical import ClassicalNetwork, load_classical
from core.models.registry import CLASSICAL_BASELINE
from core.preprocessing import slice_tensors
from core.training import sentences
from core.training.candidate_classifiers import (
    CLASSIFIERS,
    cross_validate,
    families_alone,
    fit,
)
from core.training.candidate_samples import CandidateSamples, collect_samples
from core.training.candidate_validation import ValidationCandidates
from core.training.card import CARD_FORMAT, counts_by_class, measure_again
from core.training.data import load_slices
from core.training.json_files import write_json
from core.training.split import members, read_split, split_by_subject

_BATCH = 8


@dataclass(frozen=True)
class ClassicalConfig:
    """One run. Everything here is saved with the weights."""

    backbone: str = CLASSICAL_BASELINE
    #: The model whose liver outline the candidates lie in; its word on lesions is not used.
    liver_model: str = DEFAULT_MODEL
    #: Draws with simulated lesions of each training slice.
    simulations: int = 6
    #: Weights tried for real candidates without a lesion.
    real_weights: tuple[float, ...] = (4.0, 10.0, 25.0)
    #: Of the cross-validation, by subject.
    folds: int = 4
    seed: int = 0
    settings: ClassicalSettings = field(default_factory=ClassicalSettings)

    @classmethod
    def from_dict(cls, values: dict) -> ClassicalConfig:
        """What `dataclasses.asdict` gave, whole or in part (a card's `training`, say).

        Raises:
            UsageError: a key is not a setting.
        """
        values = dict(values)
        try:
            if "settings" in values:
                values["settings"] = ClassicalSettings.from_dict(values["settings"])
            if "real_weights" in values:
                values["real_weights"] = tuple(values["real_weights"])
            return cls(**values)
        except TypeError as error:
            raise UsageError(sentences.settings_unusable(error)) from error


def train_classical(
    config: ClassicalConfig,
    data: Path | Sequence[Path],
    out_dir: Path,
    *,
    name: str = CLASSICAL_BASELINE,
    split_file: Path | None = None,
    facts: dict | None = None,
    timed: bool = True,
    report: Callable[[str], None] | None = None,
) -> Path:
    """Write `<name>.onnx` and `<name>.json` into `out_dir`.

    Learnt from the candidates of the train subjects, real and simulated; classifier, weighting and
    pooling are chosen on the validation subjects, the temperature is fitted there. Test subjects
    are untouched until the figures of the card.

    Args:
        split_file: subjects of each part (`split.read_split`); None draws them by `config.seed`.
        facts: fields for the card that can't be measured. timed: measure the speed too.
        report: called with one line now and then.

    Returns:
        The card's path.

    Raises:
        TrainingDataError: the data can't be used. UnknownModelError: there is no such liver model.
        UsageError: the liver model has no outline of its own, or a file can't be written.
    """
    report = report or (lambda line: None)
    slices = load_slices(data)
    split = read_split(split_file, slices) if split_file else None
    split = split or split_by_subject(slices, seed=config.seed)
    train, val = members(slices, split["train"]), members(slices, split["val"])
    liver_model = load_model(config.liver_model)
    if isinstance(liver_model.network, ClassicalNetwork):
        raise UsageError(sentences.no_liver_outline_of_its_own(config.liver_model))
    settings = replace(config.settings, pixel_mm=liver_model.preprocessing.pixel_mm)

    report(f"candidates of {len(train)} training slices, each drawn {config.simulations} times")
    samples = collect_samples(
        train,
        outline_livers(liver_model, train.image),
        settings,
        simulations=config.simulations,
        seed=config.seed,
    )
    validation = ValidationCandidates(val, outline_livers(liver_model, val.image), settings)
    trials = _compare(config, samples, validation, report)
    best, classifier = max(trials, key=lambda trial: trial[0]["score"])
    settings = replace(settings, pooling=best["pooling"])

    training = {**asdict(config), "settings": settings.to_dict()}
    out_dir.mkdir(parents=True, exist_ok=True)
    weights = out_dir / f"{name}.onnx"
    content = classifier_bytes(
        to_onnx(classifier, samples.features[:1], options={"zipmap": False}),
        name=name,
        settings=settings,
        temperature=validation.temperature(classifier, best["pooling"]),
        liver_model=config.liver_model,
        training={"config": training, "split": split, "trials": [row for row, _ in trials]},
    )
    with atomic_file(weights) as part:
        part.write_bytes(content)
    model = load_classical(weights, {}, lambda _: liver_model)
    card = {
        "format": CARD_FORMAT,
        "disclaimer": DISCLAIMER,
        "name": name,
        "backbone": CLASSICAL_BASELINE,
        "file": weights.name,
        "sha256": model.weights_sha256,
        "file_bytes": weights.stat().st_size,
        "classes": list(SLICE_CLASSES),
        "liver_outline": {
            "model": config.liver_model,
            "weights_sha256": liver_model.weights_sha256,
            "file_bytes": liver_model.file.stat().st_size,
        },
        "classifier": {key: best[key] for key in ("classifier", "real_weight", "pooling")},
        "features": list(FEATURE_NAMES),
        "classifiers_compared": _comparison([row for row, _ in trials]),
        "families_alone": _families_alone(best, samples, config),
        "preprocessing": model.preprocessing.to_dict(),
        "temperature": model.temperature,
        "data": {part: counts_by_class(members(slices, who)) for part, who in split.items()},
        "training_candidates": samples.counts(),
        "split": split,
        "training": training,
        **(facts or {}),
    }
    write_json(out_dir / f"{name}.json", card)
    return measure_again(replace(model, card=card), data, timed=timed)


def _compare(
    config: ClassicalConfig,
    samples: CandidateSamples,
    validation: ValidationCandidates,
    report: Callable[[str], None],
) -> list[tuple[dict, ClassifierMixin]]:
    """(figures, fitted classifier) of every classifier, weight and pooling."""
    trials = []
    for name in CLASSIFIERS:
        for weight in config.real_weights:
            held_out = cross_validate(
                name, samples, real_weight=weight, folds=config.folds, seed=config.seed
            )
            fitted = fit(name, samples, real_weight=weight, seed=config.seed)
            for pooling in POOLINGS:
                row = {
                    "classifier": name,
                    "real_weight": weight,
                    "pooling": pooling,
                    "cross_validation": held_out,
                    **validation.figures(fitted, pooling),
                }
                trials.append((row, fitted))
                report(f"{name}, weight {weight:g}, {pooling}: {row['score']:.3f}")
    return trials


def _comparison(trials: list[dict]) -> dict[str, str]:
    """The best trial of each classifier in words."""
    best = {row["classifier"]: row for row in sorted(trials, key=lambda row: row["score"])}
    return {
        name: f"{row['score']:.3f} on the validation slices (mean of five figures; weight "
        f"{row['real_weight']:g}, pooling {row['pooling']}), "
        f"{_auc(row['cross_validation'])} cross-validated on the training candidates"
        for name, row in best.items()
    }


def _families_alone(
    best: dict, samples: CandidateSamples, config: ClassicalConfig
) -> dict[str, str]:
    options = {"real_weight": best["real_weight"], "folds": config.folds, "seed": config.seed}
    figures = families_alone(best["classifier"], samples, **options)
    return {family: _auc(values) for family, values in figures.items()}


def _auc(figures: dict) -> str:
    area = figures["auc_lesion"]
    return "AUC not measured" if area is None else f"AUC {area:.3f}"


def outline_livers(model: Model, images: np.ndarray) -> np.ndarray:
    """(n, s, s) float32 probability of liver, lesions included, of slices on the network's grid."""
    run = make_engine("auto", model)
    livers = []
    for start in range(0, len(images), _BATCH):
        hu = images[start : start + _BATCH].astype(np.float32)
        mask_logits, _ = run(slice_tensors(hu, model.preprocessing))
        livers.append(1 - torch.softmax(mask_logits, dim=1)[:, BACKGROUND_CODE].numpy())
    return np.concatenate(livers)
