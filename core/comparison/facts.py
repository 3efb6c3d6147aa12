"""The size of a model: its parameters and its file."""

from __future__ import annotations

from core.comparison.comparison import ModelFacts
from core.models import Model, ModelCard
from core.models.classical import ClassicalNetwork
from core.models.network import count_parameters


def model_facts(model: Model) -> ModelFacts:
    """The size of a loaded model.

    The classical baseline has no parameter count: its classifier is a set of decision rules, and
    the network that outlines the liver for it is a separate model.
    """
    classical = isinstance(model.network, ClassicalNetwork)
    return ModelFacts(
        parameters=None if classical else count_parameters(model.network),
        file_bytes=model.file.stat().st_size if model.file.is_file() else None,
    )


def card_facts(card: ModelCard) -> ModelFacts:
    """The size of a model that is not loaded, as stated by its card."""
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
