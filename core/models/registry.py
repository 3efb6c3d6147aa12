"""The available models: every card `weights/<name>.json`, with its weights beside it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import CheckpointError, UnknownModelError
from core.modality import CT
from core.models import sentences
from core.operator_files import named_path, read_text
from core.shipped import shipped

if TYPE_CHECKING:
    from core.models.checkpoints import Model

DEFAULT_MODEL = "tf_efficientnet_lite0"
#: The "backbone" in the card of the baseline, which has no timm network of its own.
CLASSICAL_BASELINE = "classical_baseline"
#: Environment variable that names another folder of weights, for people who train their own.
WEIGHTS_VARIABLE = "LIVERLENS_WEIGHTS_DIR"
#: What every card says, each a text.
_NAMED = ("name", "backbone", "file", "sha256")


@dataclass(frozen=True)
class ModelCard:
    """What is known about a model without loading its weights."""

    name: str
    backbone: str
    file: Path
    sha256: str
    #: The whole card, as in the JSON file.
    card: dict

    @property
    def metrics(self) -> dict:
        """Figures of `core evaluate` on the test subjects; empty if none were measured."""
        metrics = self.card.get("metrics")
        return metrics if isinstance(metrics, dict) else {}

    @property
    def modality(self) -> str:
        """What it reads: "CT", as everything before there were others, or "MR"."""
        return str(self.card.get("modality", CT))

    @property
    def assessable_phases(self) -> tuple[str, ...] | None:
        """Phases of contrast in which the validation subjects show that the model works, in the
        words of the data file; None where it was not measured, as on older cards."""
        phases = self.card.get("assessable_phases")
        return tuple(map(str, phases)) if isinstance(phases, list) else None


def shipped_folder() -> Path:
    """The folder `weights/` that ships with LiverLens."""
    return shipped("weights")


def weights_folder() -> Path:
    """`shipped_folder`, or the folder named by `LIVERLENS_WEIGHTS_DIR`. Raises CheckpointError for
    a home that nobody has."""
    override = os.environ.get(WEIGHTS_VARIABLE)
    if not override:
        return shipped_folder()
    return named_path(override, WEIGHTS_VARIABLE, CheckpointError)


def available_models(folder: Path | None = None) -> dict[str, ModelCard]:
    """Name -> card, the default model first, the others sorted by name.

    Args:
        folder: None takes `weights_folder()`.

    Raises:
        CheckpointError: a card can't be read, is not JSON, or lacks name, backbone, file or sha256.
    """
    return _cards_in(folder or weights_folder())


def load_model(name: str | None = None, folder: Path | None = None) -> Model:
    """Load a model by name (None: the default model, or the first if there is no default).

    The name of the weights file without its extension works too: "liver_detection_final".

    Args:
        folder: None takes `weights_folder()`.

    Raises:
        UnknownModelError: there is no such model; the message lists the available ones.
        CheckpointError: the weights can't be read.
    """
    folder = folder or weights_folder()
    models = available_models(folder)
    if not models:
        raise UnknownModelError(sentences.no_model_cards(folder.name))
    if name is None:
        name = DEFAULT_MODEL if DEFAULT_MODEL in models else next(iter(models))
    if name not in models:
        name = next((card.name for card in models.values() if card.file.stem == name), name)
    if name not in models:
        raise UnknownModelError(sentences.unknown_model(name, models))
    return _load(models[name])


def _load(card: ModelCard) -> Model:
    # Both import PyTorch, which takes seconds; reading cards doesn't need it.
    from core.models.checkpoints import load_checkpoint
    from core.models.classical import load_classical

    if card.backbone == CLASSICAL_BASELINE:
        model = load_classical(card.file, card.card, lambda name: _liver_model(name, card))
    else:
        model = load_checkpoint(card.file, card.card)
    if model.weights_sha256 != card.sha256:
        raise CheckpointError(sentences.not_the_cards_weights(card.file.name))
    # The card's name is the one that people see, and it tells results apart: two runs of one
    # backbone leave the same name in both checkpoints.
    return replace(model, name=card.name)


def _liver_model(name: str, baseline: ModelCard) -> Model:
    """The network that outlines the liver for `baseline`: from its folder, or a shipped one."""
    card = _cards_in(baseline.file.parent).get(name) or _cards_in(shipped_folder()).get(name)
    if card is None or card.backbone == CLASSICAL_BASELINE:
        raise CheckpointError(
            sentences.no_liver_model(baseline.file.name, name, baseline.file.parent.name)
        )
    return _load(card)


def _cards_in(folder: Path) -> dict[str, ModelCard]:
    # A hidden file, such as macOS leaves beside each, is no card.
    paths = [path for path in sorted(folder.glob("*.json")) if not path.name.startswith(".")]
    cards = [_read_card(path) for path in paths]
    cards.sort(key=lambda card: (card.name != DEFAULT_MODEL, card.name))
    return {card.name: card for card in cards}


def _read_card(path: Path) -> ModelCard:
    try:
        card = json.loads(read_text(path))
        named = [card[key] for key in _NAMED]
        if not all(isinstance(text, str) and text and text.isprintable() for text in named):
            raise ValueError(_NAMED)
        name, backbone, file, sha256 = named
        return ModelCard(name, backbone, path.parent / file, sha256, card)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CheckpointError(sentences.not_a_model_card(path.name)) from error
