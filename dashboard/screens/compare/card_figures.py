"""What the models' cards measured on test subjects, to stand beside what they say of this scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.models import ModelCard
from core.vocabulary.figures import (
    AUC_LESION,
    FALSE_POSITIVES,
    LESION_DICE,
    trained_on_them,
    who_was_measured,
)
from dashboard.screens.compare import sentences

FIGURES = (LESION_DICE, AUC_LESION, FALSE_POSITIVES)
#: Column -> what it means.
MEANINGS = {
    figure.short: f"{figure.title}, on the test subjects of the card. {figure.meaning}"
    for figure in FIGURES
}


def row(card: ModelCard) -> dict[str, str]:
    """Column -> the figure, and its 95 % interval on a line of its own where the card has one."""
    return {
        figure.short: "\n".join(
            filter(None, [figure.text(card.metrics), figure.interval_text(card.metrics)])
        )
        for figure in FIGURES
    }


def heading(cards: Sequence[ModelCard]) -> str:
    """What the columns are of: the test subjects, where all cards have as many."""
    found = _whom(cards)
    counts = set(found.values()) - {""}
    if len(counts) == 1:
        return sentences.on_the_test_subjects(counts.pop())
    return sentences.on_each_cards_test_subjects()


def notes(cards: Sequence[ModelCard]) -> list[str]:
    """What has to be known of the columns."""
    told: list[str] = [sentences.what_the_card_figures_are()]
    found = _whom(cards)
    if len(set(found.values()) - {""}) > 1:
        each = "; ".join(f"{name}: {who}" for name, who in found.items() if who)
        told.append(sentences.measured_on_different_subjects(each))
    seen = [card.name for card in cards if trained_on_them(card.metrics)]
    if seen:
        told.append(sentences.trained_on_test_subjects(", ".join(seen)))
    return told


def _whom(cards: Sequence[ModelCard]) -> Mapping[str, str]:
    return {card.name: who_was_measured(card.metrics) for card in cards}
