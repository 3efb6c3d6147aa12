"""Grad-CAM at any layer: several slices at once, gradients only from the layer on."""

from __future__ import annotations

import torch
from torch import nn

from core.attribution.guard import hooks_removed
from core.attribution.layers import Layer
from core.attribution.maps import tapped
from core.attribution.target import ScoreNetwork


def tail_grad_cam(
    network: nn.Module, layer: Layer, target_index: int, slices: torch.Tensor
) -> torch.Tensor:
    """(n, h, w) Grad-CAM, >= 0, of a score at `layer`, of slices (n, 3, s, s).

    The layer's output is cut off from what made it, so that nothing before it is recorded or
    differentiated. The caller holds the `network_lock`.
    """
    cut_off: list[torch.Tensor] = []

    def cut(_module: nn.Module, _inputs: tuple, output: torch.Tensor) -> torch.Tensor:
        cut_off.append(output.detach().requires_grad_())
        # A copy, because an activation that works in place may follow.
        return cut_off[-1].clone()

    with hooks_removed(network), tapped(layer, network) as module, torch.enable_grad():
        hook = module.register_forward_hook(cut)
        try:
            fast = slices.detach().contiguous(memory_format=torch.channels_last)
            score = ScoreNetwork(network)(fast)[:, target_index]
        finally:
            hook.remove()
        (features,) = cut_off
        # A target that the layer has no part in (a constant logit) has no gradient.
        (gradient,) = torch.autograd.grad(
            score.sum(), features, allow_unused=True, materialize_grads=True
        )
    by_channel = gradient.mean(dim=(2, 3))
    return torch.einsum("nc,nchw->nhw", by_channel, features.detach()).relu_()
