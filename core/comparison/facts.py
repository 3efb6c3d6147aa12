"""What a model weighs: its parameters and its file."""

from __future__ import annotations

from core.comparison.comparison import ModelFacts
from core.models import Model, ModelCard
from core.models.classical import ClassicalNetwork
from core.models.network import count_parameters


def model_facts(model: Model) -> ModelFacts:
    """Of a loaded model.

    The classical baseline has no count: its classifier is a set of decision rules, and the
    network that outlines the liver for it is a model of its own.
    """
    classical = isinstance(model.network, ClassicalNetwork)
    return ModelFacts(
        parameters=None if classical else count_parameters(model.network),
        file_bytes=model.file.stat().st_size if model.file.is_file() else None,
    )


def card_facts(card: ModelCard) -> ModelFacts:
    """Of a model that is not loaded, as its card states them."""
    parameters = card.card.get("parameters")
    stated = card.card.get("file_bytes")
    return ModelFacts(
        parameters=parameters if isinstance(parameters, int) else None,
        file_bytes=(
            card.file.stat().st_size
            if card.file.is_file()
            else stated
            if isinstance(stated, int)
            else None
        ),
    )
