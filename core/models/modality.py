"""A model reads the kind of image that it was trained on, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from core.errors import UsageError
from core.modality import CT
from core.models import sentences

if TYPE_CHECKING:
    from core.models.checkpoints import Model
    from core.models.registry import ModelCard

T = TypeVar("T", bound="ModelCard")


def require_modality(model: Model, modality: str) -> None:
    """Raises UsageError unless `model` reads that kind of image (`SeriesTags.modality`)."""
    if model.modality != (modality or CT):
        raise UsageError(sentences.other_modality(model.name, model.modality, modality))


def cards_for(cards: Mapping[str, T], modality: str) -> dict[str, T]:
    """The models that read that kind of image, by name; in the same order."""
    return {name: card for name, card in cards.items() if card.modality == (modality or CT)}
