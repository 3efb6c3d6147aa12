"""Which models there are: every `weights/<name>.json` card with its `.pth` beside it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import CheckpointError, UnknownModelError
from core.models.checkpoints import Model, load_checkpoint

DEFAULT_MODEL = "tf_efficientnet_lite0"
#: Another folder of weights, for people who train their own.
WEIGHTS_VARIABLE = "LIVERLENS_WEIGHTS_DIR"


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model without loading its weights."""

    name: str
    backbone: str
    file: Path
    sha256: str
    #: The whole card, as in the JSON file.
    card: dict

    @property
    def metrics(self) -> dict:
        """Figures of `core evaluate` on the test subjects; empty where none were measured."""
        return self.card.get("metrics", {})


def weights_folder() -> Path:
    """`weights/` of this checkout, or what `LIVERLENS_WEIGHTS_DIR` names."""
    override = os.environ.get(WEIGHTS_VARIABLE)
    return Path(override) if override else Path(__file__).parents[2] / "weights"


def available_models() -> dict[str, ModelCard]:
    """Name -> card, the default model first, then by name.

    Raises:
        CheckpointError: a card is not JSON or lacks name, backbone, file or sha256.
    """
    cards = [_read_card(path) for path in sorted(weights_folder().glob("*.json"))]
    cards.sort(key=lambda card: (card.name != DEFAULT_MODEL, card.name))
    return {card.name: card for card in cards}


def load_model(name: str | None = None) -> Model:
    """Load weights by name (None: the default, or the only one there is).

    Raises:
        UnknownModelError: no such name; the message lists those there are.
        CheckpointError: the weights can't be read.
    """
    models = available_models()
    if not models:
        raise UnknownModelError(
            f"no model card (*.json) in the folder {weights_folder().name}/: "
            "restore weights/ from the repository or train a model."
        )
    if name is None:
        name = DEFAULT_MODEL if DEFAULT_MODEL in models else next(iter(models))
    if name not in models:
        raise UnknownModelError(f"no model named {name!r}: there are {', '.join(models)}.")
    card = models[name]
    model = load_checkpoint(card.file, card.card)
    if model.weights_sha256 != card.sha256:
        raise CheckpointError(
            f"{card.file.name}: the weights are not those that its card describes "
            "(SHA-256 differs): restore both from one version."
        )
    return model


def _read_card(path: Path) -> ModelCard:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        return ModelCard(
            name=card["name"],
            backbone=card["backbone"],
            file=path.parent / card["file"],
            sha256=card["sha256"],
            card=card,
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise CheckpointError(
            f"{path.name}: not a model card (name, backbone, file and sha256 are needed): "
            "restore it from the repository."
        ) from error
