"""The classical baseline as a model: candidates behind a network's interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from core.classical import ClassicalSettings, read_slice
from core.classical.reading import Classify
from core.labels import BACKGROUND_CODE
from core.models.checkpoints import Model, file_sha256
from core.models.registry import CLASSICAL_BASELINE

#: Probabilities are raised to at least this, so that their logarithms are finite.
MIN_PROBABILITY = 1e-6


class ClassicalNetwork(nn.Module):
    """Same forward as a network: (n, 3, s, s) -> mask logits and class logits.

    A trained network outlines the liver; its lesions are not used. Lesions are candidates,
    classified by hand-crafted features (`core.classical`). The result has no gradient with respect
    to the slice.
    """

    def __init__(self, liver_model: Model, classify: Classify, settings: ClassicalSettings) -> None:
        super().__init__()
        self.liver_model = liver_model
        self.liver = liver_model.network
        self._classify = classify
        self._settings = settings
        self._hu_range = liver_model.preprocessing.hu_range

    @torch.no_grad()
    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """As in `core.models.network.SliceNetwork`; the first channel is HU over `hu_range`."""
        return self.read(slices, self.liver(slices)[0])

    @torch.no_grad()
    def read(
        self, slices: torch.Tensor, liver_mask_logits: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The same, given the liver model's mask logits (n, 4, s, s)."""
        low, high = self._hu_range
        hu = (slices[:, 0].float().cpu() * (high - low) + low).numpy()
        livers = 1 - torch.softmax(liver_mask_logits.float(), dim=1)[:, BACKGROUND_CODE]
        readings = [
            read_slice(hu_slice, liver, self._classify, self._settings)
            for hu_slice, liver in zip(hu, livers.cpu().numpy(), strict=True)
        ]
        return (
            _logits([reading.mask for reading in readings], slices.device),
            _logits([reading.classes for reading in readings], slices.device),
        )


def load_classical(path: Path, card: dict, load_network: Callable[[str], Model]) -> Model:
    """Load the baseline from its weights file.

    Args:
        load_network: loads the model that outlines the liver, by the name in the file.

    Raises:
        CheckpointError: the file is missing, damaged or not one of ours.
    """
    # Imported here because ONNX takes a while to import.
    from core.classical.classifier import load_classifier

    classifier = load_classifier(path)
    liver_model = load_network(classifier.liver_model)
    return Model(
        name=classifier.name,
        backbone=CLASSICAL_BASELINE,
        network=ClassicalNetwork(liver_model, classifier.probabilities, classifier.settings).eval(),
        # Candidates are measured in mm on the whole slice: a second pass, cropped to the liver,
        # would change the size of a pixel.
        preprocessing=replace(liver_model.preprocessing, crop_to_liver=False),
        temperature=classifier.temperature,
        weights_sha256=file_sha256(path),
        file=path,
        card=card,
        training=classifier.training,
    )


def _logits(probabilities: list[np.ndarray], device: torch.device) -> torch.Tensor:
    """(n, ...) float32 logarithms: softmax gives the probabilities back."""
    stacked = torch.stack([torch.from_numpy(values) for values in probabilities])
    return stacked.float().clamp_min(MIN_PROBABILITY).log().to(device)
