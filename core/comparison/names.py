"""Which models can be compared: two to four different models that exist."""

from __future__ import annotations

from collections.abc import Sequence

from core.comparison import sentences
from core.errors import UnknownModelError, UsageError
from core.models import ModelCard, available_models
from core.models.sentences import unknown_model

#: More than four views side by side are too small to read.
FEWEST_MODELS, MOST_MODELS = 2, 4


def check_names(names: Sequence[str]) -> None:
    """Raises UsageError for fewer than two names, more than four, or a repeated name."""
    if len(names) < FEWEST_MODELS:
        raise UsageError(sentences.too_few_models(len(names), FEWEST_MODELS, MOST_MODELS))
    repeated = next((name for name in names if list(names).count(name) > 1), None)
    if repeated is not None:
        raise UsageError(sentences.model_named_twice(repeated))
    if len(names) > MOST_MODELS:
        raise UsageError(sentences.too_many_models(len(names), MOST_MODELS))


def choose_cards(names: Sequence[str]) -> list[ModelCard]:
    """The cards of the models to compare, in the order named; no weights are loaded.

    Args:
        names: as listed by `core models`, or a weights file's name without its extension.

    Raises:
        UnknownModelError: there is no such model; the message lists the available ones.
        UsageError: as `check_names`, also for two names of one model.
        CheckpointError: a card can't be read.
    """
    check_names(names)
    models = available_models()
    by_file = {card.file.stem: card for card in models.values()}
    cards = []
    for name in names:
        card = models.get(name) or by_file.get(name)
        if card is None:
            raise UnknownModelError(unknown_model(name, models))
        cards.append(card)
    check_names([card.name for card in cards])
    return cards
