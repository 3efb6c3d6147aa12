"""How far the answer moves when the question is put a little differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.labels import NOT_ASSESSABLE
from core.risk import sentences
from core.risk.patient import PatientRisk
from core.risk.settings import ORDER, PatientSettings
from core.sentence import Sentence


def bounds(values: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(lowest, highest), element by element, of v >= 1 arrays of one shape."""
    stacked = np.stack([np.asarray(one) for one in values])
    return stacked.min(axis=0), stacked.max(axis=0)


def with_interval(
    patient: PatientRisk,
    others: Sequence[PatientRisk],
    settings: PatientSettings | None = None,
) -> PatientRisk:
    """`patient` with the range of its probabilities over itself and `others`.

    The range runs from the lowest to the highest answer. It is not a confidence interval: it shows
    how steady the model is, not how right. The patient needs review when a threshold lies within
    the range of its class; a class that reaches its threshold throughout settles the category, and
    those after it are not looked at.

    Args:
        others: of the same patient: the same model on changed images.
        settings: of the model, for its thresholds.
    """
    interval = _ranges([patient, *others])
    reason = _crossing(
        interval, (settings or PatientSettings()).thresholds, sentences.crosses_under_changes
    )
    return replace(
        patient, interval=interval, needs_review=bool(reason), review_reason=reason or ""
    )


def between_models(
    patient: PatientRisk,
    others: Mapping[str, PatientRisk],
    settings: PatientSettings | None = None,
) -> PatientRisk:
    """`patient`, for review where other models say something else of the same series.

    It needs review when a model names another category, when the range over all models, with the
    intervals they have, crosses a threshold, or for the reason it already had. Its own interval
    stays what it is, the range under small changes of the image, so that a record of the worklist
    and a page show the same.

    Where the series lies outside the reach of this model there is nothing to compare, and a model
    whose reach it lies outside has no say.

    Args:
        others: model name -> what it says.
        settings: of the model behind `patient`, for its thresholds.
    """
    if patient.category == NOT_ASSESSABLE:
        return patient
    others = {name: one for name, one in others.items() if one.category != NOT_ASSESSABLE}
    differing = [
        sentences.says(name, one.category, one.p_malignant)
        for name, one in others.items()
        if one.category != patient.category
    ]
    reasons = [patient.review_reason] if patient.review_reason else []
    if differing:
        reasons.append(sentences.models_differ(differing, patient.category, patient.p_malignant))
    elif others and not reasons:
        ranges = _ranges([patient, *others.values()])
        crossing = _crossing(
            ranges, (settings or PatientSettings()).thresholds, sentences.crosses_between_models
        )
        reasons += [crossing] if crossing else []
    if not reasons:
        return patient
    # A single reason stays a `Sentence`, which knows its code.
    reason = reasons[0] if len(reasons) == 1 else " ".join(reasons)
    return replace(patient, needs_review=True, review_reason=reason)


def _ranges(patients: Sequence[PatientRisk]) -> dict[str, tuple[float, float]]:
    ranges = {}
    for name in ORDER:
        ends = [p for one in patients for p in _ends(one, name)]
        ranges[name] = (min(ends), max(ends))
    return ranges


def _ends(patient: PatientRisk, name: str) -> tuple[float, ...]:
    own = patient.probabilities()[name]
    return (own, *(patient.interval[name] if patient.interval else ()))


def _crossing(
    ranges: Mapping[str, tuple[float, float]],
    thresholds: Mapping[str, float],
    say: Callable[[str, float, float, float], Sentence],
) -> Sentence | None:
    """A sentence for the first class whose range holds its threshold, the gravest first."""
    for name in ORDER:
        (low, high), threshold = ranges[name], thresholds[name]
        if low >= threshold:
            return None
        if high >= threshold:
            return say(name, low, high, threshold)
    return None
