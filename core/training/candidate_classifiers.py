"""Classifiers of candidates: those there are to choose from, compared on unseen subjects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.classical import FAMILIES, FEATURE_NAMES
from core.errors import TrainingDataError
from core.labels import SLICE_CLASSES
from core.training import sentences
from core.training.candidate_samples import NOT_A_LESION, CandidateSamples

#: Name -> a new classifier, by its random seed.
CLASSIFIERS: dict[str, Callable[[int], ClassifierMixin]] = {
    "logistic_regression": lambda seed: make_pipeline(
        StandardScaler(), LogisticRegression(C=1.0, max_iter=1000, random_state=seed)
    ),
    "random_forest": lambda seed: RandomForestClassifier(
        n_estimators=150, min_samples_leaf=8, random_state=seed
    ),
    "gradient_boosting": lambda seed: GradientBoostingClassifier(
        n_estimators=100,
        learning_rate=0.15,
        max_depth=3,
        subsample=0.5,
        max_features="sqrt",
        random_state=seed,
    ),
}


def fit(name: str, samples: CandidateSamples, *, real_weight: float, seed: int) -> ClassifierMixin:
    """A classifier of `CLASSIFIERS` fitted to the samples.

    Args:
        real_weight: how often a real candidate without a lesion counts. Simulation makes lesions
            far more frequent than they are; this brings "no lesion" back.

    Raises:
        TrainingDataError: a kind has no sample at all.
    """
    absent = sorted(set(range(len(SLICE_CLASSES))) - set(samples.kind.tolist()))
    if absent:
        raise TrainingDataError(sentences.no_candidate_of_class(SLICE_CLASSES[absent[0]]))
    ordinary = (samples.kind == NOT_A_LESION) & ~samples.simulated
    weights = np.where(ordinary, real_weight, 1.0)
    classifier = CLASSIFIERS[name](seed)
    last = f"{classifier.steps[-1][0]}__" if hasattr(classifier, "steps") else ""
    return classifier.fit(samples.features, samples.kind, **{f"{last}sample_weight": weights})


def cross_validate(
    name: str, samples: CandidateSamples, *, real_weight: float, folds: int, seed: int
) -> dict:
    """How well a classifier does on subjects left out in turn, on candidates of real slices.

    Returns:
        {"auc_lesion": area under the ROC curve of lesion or not, "log_loss": of the three kinds,
        "n": candidates}; None for an area without both sides.
    """
    folds = min(folds, len(np.unique(samples.subject)))
    probabilities = np.zeros((len(samples), len(SLICE_CLASSES)))
    for train, held_out in GroupKFold(folds).split(samples.features, groups=samples.subject):
        fitted = fit(name, samples.pick(train), real_weight=real_weight, seed=seed)
        probabilities[held_out] = fitted.predict_proba(samples.features[held_out])
    real = ~samples.simulated
    return _candidate_figures(samples.kind[real], probabilities[real])


def families_alone(
    name: str, samples: CandidateSamples, *, real_weight: float, folds: int, seed: int
) -> dict[str, dict]:
    """`cross_validate` with the features of one family only, of each in turn."""
    figures = {}
    for family in FAMILIES:
        columns = [i for i, n in enumerate(FEATURE_NAMES) if n.startswith(f"{family}.")]
        alone = replace(samples, features=samples.features[:, columns])
        figures[family] = cross_validate(
            name, alone, real_weight=real_weight, folds=folds, seed=seed
        )
    return figures


def _candidate_figures(kind: np.ndarray, probabilities: np.ndarray) -> dict:
    lesion = kind != NOT_A_LESION
    both = lesion.any() and not lesion.all()
    return {
        "auc_lesion": float(roc_auc_score(lesion, 1 - probabilities[:, 0])) if both else None,
        "log_loss": _loss(kind, probabilities),
        "n": len(kind),
    }


def _loss(kind: np.ndarray, probabilities: np.ndarray) -> float:
    # Classifiers may answer in single precision, which sums to 1 less closely than is asked for.
    exact = probabilities.astype(np.float64)
    exact /= exact.sum(axis=1, keepdims=True)
    return float(log_loss(kind, exact, labels=list(range(len(SLICE_CLASSES)))))
