"""The classical baseline as a model: behind the forward of a network stand candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from core.classical import ClassicalSettings, SliceReading, read_slice
from core.classical.reading import Classify
from core.labels import BACKGROUND_CODE
from core.models.checkpoints import Model, file_sha256
from core.models.registry import CLASSICAL_BASELINE

#: Smallest probability, so that its logarithm is finite.
LEAST = 1e-6


class ClassicalNetwork(nn.Module):
    """Reads slices as a network does: (n, 3, s, s) -> mask logits and class logits.

    The liver's outline comes from a trained network, whose opinion on lesions is not used; lesions
    are candidates with hand-made features and a classifier (`core.classical`). There is no
    gradient from the result to the slice.
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
        """As `core.models.network.SliceNetwork`; the first channel is HU over `hu_range`."""
        return self.read(slices, self.liver(slices)[0])

    @torch.no_grad()
    def read(
        self, slices: torch.Tensor, liver_mask_logits: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The same with the mask logits (n, 4, s, s) of the liver model already there."""
        low, high = self._hu_range
        hu = (slices[:, 0].float().cpu() * (high - low) + low).numpy()
        livers = 1 - torch.softmax(liver_mask_logits.float(), dim=1)[:, BACKGROUND_CODE]
        readings = [
            read_slice(one, liver, self._classify, self._settings)
            for one, liver in zip(hu, livers.cpu().numpy(), strict=True)
        ]
        return _logits(readings, "mask", slices), _logits(readings, "classes", slices)


def load_classical(path: Path, card: dict, load_network: Callable[[str], Model]) -> Model:
    """The baseline of a weights file.

    Args:
        load_network: gives the model whose liver outline the file asks for, by its name.

    Raises:
        CheckpointError: the file is missing, damaged or not one of ours.
    """
    # Only here: it brings ONNX, which takes a while to import.
    from core.classical.classifier import load_classifier

    classifier = load_classifier(path)
    liver_model = load_network(classifier.liver_model)
    return Model(
        name=classifier.name,
        backbone=CLASSICAL_BASELINE,
        network=ClassicalNetwork(liver_model, classifier.probabilities, classifier.settings).eval(),
        # Candidates are measured in mm on the whole slice: a second, closer look would change
        # the size of a pixel.
        preprocessing=replace(liver_model.preprocessing, crop_to_liver=False),
        temperature=classifier.temperature,
        weights_sha256=file_sha256(path),
        file=path,
        card=card,
        training=classifier.training,
    )


def _logits(readings: list[SliceReading], part: str, like: torch.Tensor) -> torch.Tensor:
    """Logarithms of one part of every reading, stacked: softmax gives the probabilities back."""
    stacked = torch.stack([torch.from_numpy(getattr(one, part)) for one in readings])
    return stacked.float().clamp_min(LEAST).log().to(like.device)
