"""Grad-CAM at any layer, of several slices at once, with gradients only from the layer on."""

from __future__ import annotations

import torch
from torch import nn

from core.attribution.decoder_grad_cam import closed_form_heads, head_gradients
from core.attribution.decoder_outputs import UpToTheHeads
from core.attribution.guard import hooks_removed
from core.attribution.layers import Layer
from core.attribution.maps import tapped
from core.attribution.target import ScoreNetwork, target_index


def tail_grad_cam(
    network: nn.Module, layer: Layer, target: str, slices: torch.Tensor
) -> torch.Tensor:
    """(n, h, w) Grad-CAM, >= 0, of the target's score at `layer`, for slices (n, 3, s, s).

    The layer's output is detached from what comes before it, so that nothing there is recorded or
    differentiated. The caller holds the `network_lock`.
    """
    cut_off: list[torch.Tensor] = []

    def cut(_module: nn.Module, _inputs: tuple, output: torch.Tensor) -> torch.Tensor:
        cut_off.append(output.detach().requires_grad_())
        # A copy, because an in-place activation may follow.
        return cut_off[-1].clone()

    with hooks_removed(network), tapped(layer, network) as module, torch.enable_grad():
        hook = module.register_forward_hook(cut)
        try:
            outputs, gradients = _ends(
                network, target, slices.detach().contiguous(memory_format=torch.channels_last)
            )
        finally:
            hook.remove()
        (features,) = cut_off
        if not outputs:  # the score does not depend on the layer
            return torch.zeros_like(features[:, 0])
        (gradient,) = torch.autograd.grad(outputs, features, gradients)
    by_channel = gradient.mean(dim=(2, 3))
    return torch.einsum("nc,nchw->nhw", by_channel, features.detach()).relu_()


def _ends(
    network: nn.Module, target: str, slices: torch.Tensor
) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """The outputs to differentiate and the score's gradient with respect to them; by the formula
    where it applies."""
    heads = closed_form_heads(network)
    if heads is not None:
        _, mask_logits, encoder_logits = UpToTheHeads(network)(slices)
        by_mask, by_encoder = head_gradients(
            heads, target, mask_logits.detach(), encoder_logits.detach(), slices.shape[2:]
        )
        pairs = [(mask_logits, by_mask), (encoder_logits, by_encoder)]
    else:
        scores = ScoreNetwork(network)(slices)[:, target_index(target)]
        pairs = [(scores, torch.ones_like(scores))]
    pairs = [(output, gradient) for output, gradient in pairs if output.requires_grad]
    return [output for output, _ in pairs], [gradient for _, gradient in pairs]
