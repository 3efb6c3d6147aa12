"""How far the answer moves when the question is put a little differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.risk.patient import PatientRisk
from core.risk.settings import ORDER, PatientSettings

_VIEWS = "under small changes of the image"
_MODELS = "between the models"


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

    The range runs from the lowest to the highest answer. It is no confidence interval: it tells
    how steady the model is, not how right. The patient needs review when a threshold lies within
    the range of its class; a class that reaches its threshold throughout settles the category, and
    those after it are not looked at.

    Args:
        others: of the same patient: the same model on changed images.
        settings: of the model, for its thresholds.
    """
    interval = _ranges([patient, *others])
    reason = _crossing(interval, (settings or PatientSettings()).thresholds, _VIEWS)
    return replace(
        patient, interval=interval, needs_review=bool(reason), review_reason=reason or ""
    )


def between_models(
    patient: PatientRisk,
    others: Mapping[str, PatientRisk],
    settings: PatientSettings | None = None,
) -> PatientRisk:
    """`patient` with its range widened to what other models say of the same series.

    Intervals that patient and models bring along count in full. The patient needs review when the
    range crosses a threshold, when a model calls another category, or for the reason it already
    had.

    Args:
        others: model name -> what it says.
        settings: of the model behind `patient`, for its thresholds.
    """
    if not others:
        return patient
    interval = _ranges([patient, *others.values()])
    differing = [
        f"{name} says {one.category}"
        for name, one in others.items()
        if one.category != patient.category
    ]
    reasons = [patient.review_reason] if patient.review_reason else []
    if differing:
        reasons.append(f"The models differ: {', '.join(differing)}, not {patient.category}.")
    elif not reasons:
        crossing = _crossing(interval, (settings or PatientSettings()).thresholds, _MODELS)
        reasons += [crossing] if crossing else []
    return replace(
        patient, interval=interval, needs_review=bool(reasons), review_reason=" ".join(reasons)
    )


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
    interval: dict[str, tuple[float, float]], thresholds: Mapping[str, float], where: str
) -> str | None:
    """A sentence for the first class whose range holds its threshold, the gravest first."""
    for name in ORDER:
        (low, high), threshold = interval[name], thresholds[name]
        if low >= threshold:
            return None
        if high >= threshold:
            return (
                f"p({name}) lies between {low:.2f} and {high:.2f} {where}, "
                f"on both sides of the threshold of {threshold:.2f}."
            )
    return None
