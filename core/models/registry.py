"""Which models there are: every `weights/<name>.json` card with its weights beside it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import CheckpointError, UnknownModelError
from core.shipped import shipped

if TYPE_CHECKING:
    from core.models.checkpoints import Model

DEFAULT_MODEL = "tf_efficientnet_lite0"
#: What stands for a timm name in the card of the baseline without a network of its own.
CLASSICAL_BASELINE = "classical_baseline"
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


def shipped_folder() -> Path:
    """`weights/`, as LiverLens came with it."""
    return shipped("weights")


def weights_folder() -> Path:
    """`shipped_folder`, or what `LIVERLENS_WEIGHTS_DIR` names."""
    override = os.environ.get(WEIGHTS_VARIABLE)
    return Path(override) if override else shipped_folder()


def available_models() -> dict[str, ModelCard]:
    """Name -> card, the default model first, then by name.

    Raises:
        CheckpointError: a card is not JSON or lacks name, backbone, file or sha256.
    """
    return _cards_in(weights_folder())


def load_model(name: str | None = None) -> Model:
    """Load weights by name (None: the default, or the only one there is).

    The weights' file without its ending is a name too: "liver_detection_final".

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
    name = next((card.name for card in models.values() if card.file.stem == name), name)
    if name not in models:
        raise UnknownModelError(f"no model named {name!r}: there are {', '.join(models)}.")
    return _load(models[name])


def _load(card: ModelCard) -> Model:
    # PyTorch stands behind both, which takes seconds to import: the cards are read without it.
    from core.models.checkpoints import load_checkpoint
    from core.models.classical import load_classical

    if card.backbone == CLASSICAL_BASELINE:
        model = load_classical(card.file, card.card, lambda name: _liver_model(name, card))
    else:
        model = load_checkpoint(card.file, card.card)
    if model.weights_sha256 != card.sha256:
        raise CheckpointError(
            f"{card.file.name}: the weights are not those that its card describes "
            "(SHA-256 differs): restore both from one version."
        )
    return model


def _liver_model(name: str, asking: ModelCard) -> Model:
    """The network whose liver outline `asking` builds on: of the same folder, or a shipped one."""
    card = available_models().get(name) or _cards_in(shipped_folder()).get(name)
    if card is None or card.backbone == CLASSICAL_BASELINE:
        raise CheckpointError(
            f"{asking.file.name}: the liver outline is to come from the network {name!r}, which "
            f"is not in {asking.file.parent.name}/: put its weights and card there."
        )
    return _load(card)


def _cards_in(folder: Path) -> dict[str, ModelCard]:
    cards = [_read_card(path) for path in sorted(folder.glob("*.json"))]
    cards.sort(key=lambda card: (card.name != DEFAULT_MODEL, card.name))
    return {card.name: card for card in cards}


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
