"""The networks, their checkpoints, and the list of available models."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "checkpoints": ["Model", "load_checkpoint", "save_checkpoint"],
        "modality": ["cards_for", "require_modality"],
        "network": ["build_network"],
        "registry": ["DEFAULT_MODEL", "ModelCard", "available_models", "load_model"],
    },
)
