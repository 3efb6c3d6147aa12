"""One score of many slices, by the engine that analyses use, where no gradient is needed."""

from __future__ import annotations

import torch
from torch import nn

from core.attribution.target import TargetScores, normal_is_reference, target_index
from core.inference import make_engine
from core.models import Model

#: Slices that each thread of the engine takes in one pass. Two keep the threads busy, and the
#: slowest shipped network needs about a second for them: so soon does a cancellation take effect.
SLICES_PER_THREAD = 2


class EngineScores(nn.Module):
    """forward (n, 3, s, s) float32 -> (n, 1): the score of one target, in logits.

    The numbers are those of `ScoreNetwork` to 1e-3 logits. The engine runs on all cores and needs
    no `network_lock`. There are no gradients and no layers: it is for methods that only score
    altered slices.
    """

    def __init__(self, model: Model, target: str) -> None:
        """
        Raises:
            UsageError: there is no such target.
        """
        super().__init__()
        self._index = target_index(target)
        self._scores = TargetScores(normal_is_reference(model.network))
        self._run = make_engine("auto", model)
        self.eval()

    @property
    def rows(self) -> int:
        """How many slices should go through at once."""
        return SLICES_PER_THREAD * torch.get_num_threads()

    @torch.no_grad()
    def forward(self, slices: torch.Tensor) -> torch.Tensor:
        return self._scores.one(self._index, *self._run(slices))[:, None]
