"""What the optimiser does: which weights decay, and the learning rate of each step."""

from __future__ import annotations

import math

import torch


def decay_groups(network: torch.nn.Module, weight_decay: float) -> list[dict]:
    """L2 on weights, not on biases and normalisation."""
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0}]


def learning_rate_factor(step: int, *, warmup_steps: int, steps: int) -> float:
    """Linear warm-up, then cosine decay to 1 %."""
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    done = (step - warmup_steps) / max(1, steps - warmup_steps)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
