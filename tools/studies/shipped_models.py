"""The models that the studies are about: those in weights/, whatever LIVERLENS_WEIGHTS_DIR names.

The tables stand in the project's documents, which say nothing of anyone's own models.
"""

from __future__ import annotations

from core.models import Model, ModelCard, available_models, load_model
from core.models.registry import shipped_folder


def shipped_models() -> dict[str, ModelCard]:
    """Name -> card, as `core.models.available_models`."""
    return available_models(shipped_folder())


def load_shipped(name: str) -> Model:
    """As `core.models.load_model`.

    Raises:
        UnknownModelError: no shipped model has that name.
    """
    return load_model(name, shipped_folder())
