"""Which models may be compared: two to four, each once, all of them there."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import UnknownModelError, UsageError
from core.models import ModelCard, available_models

#: More than four small views side by side show nothing any more.
FEWEST_MODELS, MOST_MODELS = 2, 4


def check_names(names: Sequence[str]) -> None:
    """Raises UsageError for fewer than two, more than four, or a name that comes twice."""
    if len(names) < FEWEST_MODELS:
        raise UsageError(
            f"{len(names)} {'model was' if len(names) == 1 else 'models were'} named: name "
            f"{FEWEST_MODELS} to {MOST_MODELS} to compare."
        )
    twice = next((name for name in names if list(names).count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"the model {twice} is named twice: name each once.")
    if len(names) > MOST_MODELS:
        raise UsageError(f"{len(names)} models were named: name at most {MOST_MODELS} to compare.")


def choose_cards(names: Sequence[str]) -> list[ModelCard]:
    """The cards of the models to compare, in that order, without loading any weights.

    Args:
        names: as `core models` lists them; a weights file without its ending is a name too.

    Raises:
        UnknownModelError: there is no such model; the message lists those there are.
        UsageError: as `check_names`, two names of one model included.
        CheckpointError: a card can't be read.
    """
    check_names(names)
    models = available_models()
    by_file = {card.file.stem: card for card in models.values()}
    cards = []
    for name in names:
        card = models.get(name) or by_file.get(name)
        if card is None:
            there = ", ".join(models) or "none"
            raise UnknownModelError(f"no model named {name!r}: there are {there}.")
        cards.append(card)
    check_names([card.name for card in cards])
    return cards
