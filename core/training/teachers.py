"""Finished networks that teach one in training (distillation)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from core.errors import UsageError
from core.models import Model, load_checkpoint
from core.preprocessing import PreprocessingConfig
from core.training import sentences


class Teachers(nn.Module):
    """Several networks combined into one, by the mean of their probabilities.

    Probabilities are averaged, not logits: a mean of logits would follow the network that is most
    certain (Hinton et al. 2015, section 1, name both; deep ensembles average probabilities,
    Lakshminarayanan et al., NeurIPS 2017).
    """

    def __init__(self, models: Sequence[Model]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(model.network for model in models)
        #: What a run's record says of them.
        self.record = [
            {"name": model.name, "weights_sha256": model.weights_sha256} for model in models
        ]

    def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs (b, 3, h, w) to (mask_logits (b, 4, h, w), class_logits (b, 3))."""
        opinions = [network(inputs) for network in self.networks]
        if len(opinions) == 1:
            return opinions[0]
        masks, classes = (_mean(logits) for logits in zip(*opinions, strict=True))
        return masks, classes


def _mean(logits: Sequence[torch.Tensor]) -> torch.Tensor:
    """Logits whose softmax along axis 1 is the mean of theirs."""
    logs = torch.stack([functional.log_softmax(each.float(), dim=1) for each in logits])
    return logs.logsumexp(dim=0)


def load_teachers(files: Sequence[Path], preprocessing: PreprocessingConfig) -> Teachers | None:
    """The checkpoints in `files`, each of which must be given slices as the student is.

    Returns:
        None where there is no file.

    Raises:
        CheckpointError: a file can't be read.
        UsageError: a teacher was trained on slices prepared in another way.
    """
    models = [load_checkpoint(file) for file in files]
    for file, model in zip(files, models, strict=True):
        if model.preprocessing != preprocessing:
            raise UsageError(sentences.teacher_sees_otherwise(file.name))
    return Teachers(models) if models else None
