"""One step of training."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

from core.training.config import TrainingConfig
from core.training.losses import distillation_loss, training_loss
from core.training.state import TrainingState

Network = TypeVar("Network", bound=nn.Module)


def placed(network: Network, device: torch.device) -> Network:
    """`network` on `device`, its weights laid out as `train_step` lays out slices."""
    # PyTorch's types of `to` leave `memory_format` out.
    return network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]


def train_step(
    state: TrainingState,
    config: TrainingConfig,
    inputs: torch.Tensor,
    masks: torch.Tensor,
    classes: torch.Tensor,
    teacher: nn.Module | None,
) -> float:
    """Forward, backward and one step of optimiser, schedule and running average.

    Args:
        inputs: (b, 3, h, w). masks: (b, h, w) codes. classes: (b,).
        teacher: a network to learn from as well (Hinton et al., 2015).

    Returns:
        The loss.
    """
    state.network.train()
    device = next(state.network.parameters()).device
    inputs = inputs.to(device, memory_format=torch.channels_last)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        mask_logits, class_logits = state.network(inputs)
    loss = training_loss(
        mask_logits, class_logits, masks.to(device), classes.to(device), config.loss
    )
    if teacher is not None:
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            taught = teacher(inputs)
        loss = loss + config.loss.distillation * distillation_loss(
            (mask_logits, class_logits), taught, config.loss.distillation_temperature
        )
    state.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), config.clip_norm)
    state.optimiser.step()
    state.schedule.step()
    state.average.update_parameters(state.network)
    state.step += 1
    return float(loss.detach())
