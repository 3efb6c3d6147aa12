"""The networks, their checkpoints, and the list of those that can be used."""

from core.models.checkpoints import Model, load_checkpoint, save_checkpoint
from core.models.network import build_network
from core.models.registry import DEFAULT_MODEL, ModelCard, available_models, load_model

__all__ = [
    "DEFAULT_MODEL",
    "Model",
    "ModelCard",
    "available_models",
    "build_network",
    "load_checkpoint",
    "load_model",
    "save_checkpoint",
]
