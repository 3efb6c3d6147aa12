"""Completeness: whether attributions sum to the score's change that they explain."""

from __future__ import annotations

import torch
from torch import nn


@torch.no_grad()
def convergence_delta(
    network: nn.Module,
    tensors: torch.Tensor,
    baselines: torch.Tensor,
    target: int,
    values: torch.Tensor,
) -> torch.Tensor:
    """(n,) sum(values) - (f(x) - f(baseline)), in logits; 0 where completeness holds
    (Sundararajan et al., ICML 2017, proposition 1).

    Args:
        tensors, baselines: (n, 3, s, s).
        values: (n, s, s).
    """
    difference = network(tensors)[:, target] - network(baselines)[:, target]
    return values.flatten(1).double().sum(dim=1).float() - difference
