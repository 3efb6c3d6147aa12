"""What `core.risk` tells people: why a person should look, and what makes no sense."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.sentence import sentence
from core.vocabulary.forms import PROBABILITY, interval
from core.vocabulary.patient import P_CLASS, VERDICT


@sentence
def crosses_under_changes(name: str, low: float, high: float, threshold: float) -> str:
    return (
        f"{P_CLASS[name].title} ranges over {interval(low, high)} under small changes of the "
        f"image, on both sides of the threshold of {PROBABILITY.text(threshold)}."
    )


@sentence
def crosses_between_models(name: str, low: float, high: float, threshold: float) -> str:
    return (
        f"{P_CLASS[name].title} ranges over {interval(low, high)} between the models, "
        f"on both sides of the threshold of {PROBABILITY.text(threshold)}."
    )


def says(name: str, category: str, p_malignant: float) -> str:
    """`"other says normal, p(malignant) 0.20"`: a part of `models_differ`."""
    return f"{name} says {_said(category)}, {VERDICT.title} {PROBABILITY.text(p_malignant)}"


@sentence
def models_differ(others: Iterable[str], category: str, p_malignant: float) -> str:
    return (
        f"The models differ: {'; '.join(others)}; this one says {_said(category)}, {VERDICT.title} "
        f"{PROBABILITY.text(p_malignant)}."
    )


def _said(category: str) -> str:
    return category.replace("_", " ")


@sentence
def threshold_out_of_range(threshold: float) -> str:
    return f"The threshold is {threshold}: choose one from 0.5 to 1."


@sentence
def class_threshold_out_of_range(name: str, threshold: float) -> str:
    return f"The threshold of {name} is {threshold}: choose one above 0 and up to 1."


@sentence
def wrong_thresholds(names: Sequence[str]) -> str:
    return f"Thresholds are needed for {', '.join(names)}, and for no other class."


@sentence
def unknown_rule(rule: str, known: Iterable[str]) -> str:
    return f"There is no rule {rule!r}: choose one of {', '.join(known)}."


@sentence
def top_k_too_small(k: int) -> str:
    return f"Top-k is {k}: average at least one slice."


@sentence
def patient_section_unreadable(card: object, reason: object) -> str:
    return (
        f"{card}.json: its section 'patient' can't be read ({str(reason).rstrip('.')}): restore "
        "the card from the repository."
    )
