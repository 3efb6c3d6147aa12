"""What each model is best at among those that there are: by their cards, and by the speeds here.

A rule, not a list: nothing is said of a model that its card's figures don't say, and nothing is
compared that was not measured alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import ModelCard
from core.vocabulary.best import best
from core.vocabulary.figures import (
    ALARMS_LESION_FREE,
    LESION_DICE,
    LESION_SENSITIVITY,
    Figure,
    counts,
    figure_text,
    trained_on_them,
    who_was_measured,
)
from dashboard.components.model_menu import sentences
from dashboard.components.speed_words import is_of_here, ms_of

#: What it is to have the best of that figure, in the order in which it is said.
STRENGTHS = (
    (LESION_SENSITIVITY, sentences.most_lesions_found),
    (ALARMS_LESION_FREE, sentences.fewest_false_alarms),
    (LESION_DICE, sentences.best_lesion_outlines),
)

Speeds = Mapping[str, Mapping[str, Any]]


def strengths(cards: Mapping[str, ModelCard], speeds: Speeds) -> dict[str, list[str]]:
    """Model -> what it is best at; an empty list where that is nothing.

    Those that share the best figure are all named. A figure counts where two models were measured
    on as many subjects and slices, and names nobody where they were measured on different ones. A
    model that was trained on some of its test subjects is left out.

    Args:
        speeds: weights SHA-256 -> speed on this machine (`services.speeds`).
    """
    found: dict[str, list[str]] = {name: [] for name in cards}
    for figure, words in STRENGTHS:
        for name in best(_comparable(cards, figure), higher=figure.higher_is_better):
            found[name].append(words())
    for name in best(_ms(cards, speeds), higher=False):
        found[name].append(sentences.fastest_here())
    return found


def figures_in_words(card: ModelCard) -> str:
    """What its card measured of lesions: `"27 of 36 lesions found · false alarms on 1 of 88
    slices"`; that nothing was measured where it has none of it."""
    known = counts(card.metrics)
    told = []
    if {"n_found", "n_lesions"} <= known.keys():
        told.append(sentences.lesions_found(known["n_found"], known["n_lesions"]))
    if {"n_alarms_lesion_free", "n_lesion_free"} <= known.keys():
        told.append(sentences.false_alarms(known["n_alarms_lesion_free"], known["n_lesion_free"]))
    return " · ".join(told) or sentences.not_measured_on_test_subjects()


def whom(cards: Mapping[str, ModelCard]) -> str:
    """The test subjects behind the figures: `"35 subjects, 118 slices"` where all models that have
    figures were measured on as many, else ""."""
    found = {who_was_measured(card.metrics) for card in cards.values()} - {""}
    return found.pop() if len(found) == 1 else ""


def _comparable(cards: Mapping[str, ModelCard], figure: Figure) -> dict[str, tuple[float, str]]:
    """Name -> value and text, of those that were measured alike; none where they were not."""
    shown: dict[str, tuple[float, str]] = {}
    measured_on = set()
    for name, card in cards.items():
        value = figure.value(card.metrics)
        if value is None or trained_on_them(card.metrics):
            continue
        shown[name] = (value, figure.text(card.metrics))
        measured_on.add((who_was_measured(card.metrics), figure.count(card.metrics)))
    return shown if len(measured_on) == 1 else {}


def _ms(cards: Mapping[str, ModelCard], speeds: Speeds) -> dict[str, tuple[float, str]]:
    found = {}
    for name, card in cards.items():
        speed = speeds.get(card.sha256)
        ms = ms_of(speed) if speed is not None and is_of_here(speed) else None
        if ms is not None:
            found[name] = (ms, figure_text(ms, 1))
    return found
