"""Grad-CAM at the decoder's last block, without automatic differentiation.

After that block there is one linear convolution, the mask head, and a logistic regression on the
mask's evidence. So the weight of each channel follows from the mask logits by a formula, and the
rest of the network needs no gradient: it can be run by ONNX Runtime.
"""

from __future__ import annotations

import torch
from torch import nn

from core.attribution.evidence_gradient import evidence_gradient
from core.attribution.layers import has_decoder
from core.attribution.target import LESION, TargetScores, normal_is_reference, target_index
from core.models.evidence import EVIDENCE_CODES, TOP_PIXELS, EvidenceHead

#: Column of `slice_evidence` that is the target "lesion".
_EITHER_TOP = 2 * (len(EVIDENCE_CODES) - 1)


def has_closed_form(network: nn.Module) -> bool:
    """Whether what follows the decoder is what the formula is for."""
    head = getattr(network, "segmentation_head", None)
    if not has_decoder(network) or not isinstance(head, nn.Sequential):
        return False
    first, *rest = head
    return (
        isinstance(getattr(network, "slice_head", None), EvidenceHead)
        and isinstance(first, nn.Conv2d)
        and first.stride == (1, 1)
        and first.dilation == (1, 1)
        and first.groups == 1
        and first.padding == tuple(side // 2 for side in first.kernel_size)
        and first.padding_mode == "zeros"
        and all(
            isinstance(part, nn.Identity)
            for module in rest
            for part in module.modules()
            if not any(part.children())
        )
    )


@torch.no_grad()
def decoder_grad_cam(
    network: nn.Module,
    target: str,
    features: torch.Tensor,
    mask_logits: torch.Tensor,
    encoder_logits: torch.Tensor,
) -> torch.Tensor:
    """(n, h, w) Grad-CAM of `target`, >= 0, at the decoder's last block.

    Args:
        network: one that `has_closed_form`.
        features: (n, c, h, w) output of the block.
        mask_logits: (n, 4, h, w) and encoder_logits: (n, 3), of the same slices.
    """
    gradient, _ = head_gradients(network, target, mask_logits, encoder_logits)
    by_channel = mean_input_gradient(network.segmentation_head[0], gradient)
    return (
        torch.bmm(by_channel[:, None], features.flatten(2))[:, 0]
        .unflatten(1, features.shape[2:])
        .relu_()
    )


@torch.no_grad()
def head_gradients(
    network: nn.Module, target: str, mask_logits: torch.Tensor, encoder_logits: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Gradients of the target's score with respect to `mask_logits` and `encoder_logits`."""
    class_logits = network.slice_head(mask_logits, encoder_logits)
    weights = figure_weights(network, target, class_logits)
    margins = weights[:, 2 * len(EVIDENCE_CODES) :]
    by_encoder = torch.cat([-margins.sum(dim=1, keepdim=True), margins], dim=1)
    return evidence_gradient(mask_logits, weights, network.slice_head.stride), by_encoder


def figure_weights(network: nn.Module, target: str, class_logits: torch.Tensor) -> torch.Tensor:
    """(n, 8): gradient of the target's score with respect to the figures of `slice_evidence`."""
    n = len(class_logits)
    with torch.enable_grad():
        leaf = class_logits.detach().clone().requires_grad_()
        # The mask plays no part in how the class logits are weighed: the smallest there can be.
        mask = torch.zeros(n, network.segmentation_head[0].out_channels, TOP_PIXELS, 1)
        scores = TargetScores(normal_is_reference(network))(mask, leaf)[:, target_index(target)]
        (by_class,) = torch.autograd.grad(scores.sum(), leaf)
    weights = by_class[:, 1:] @ network.slice_head.linear.weight
    if target == LESION:
        weights[:, _EITHER_TOP] += 1
    return weights


def mean_input_gradient(convolution: nn.Conv2d, gradient: torch.Tensor) -> torch.Tensor:
    """(n, c): mean over the places of the gradient with respect to a convolution's input.

    Each tap of the kernel takes the gradient at the output to the input, shifted; the mean needs
    only its sum over those places from which the tap does not reach beyond the border.

    Args:
        gradient: (n, k, h, w) with respect to the output.
    """
    height, width = gradient.shape[2:]
    rows, columns = convolution.kernel_size
    by_row = torch.stack([gradient[:, :, _reach(i, rows, height)].sum(2) for i in range(rows)], 2)
    sums = torch.stack(
        [by_row[..., _reach(i, columns, width)].sum(3) for i in range(columns)], dim=3
    )
    return torch.einsum("nkyx,kcyx->nc", sums, convolution.weight) / (height * width)


def _reach(tap: int, taps: int, length: int) -> slice:
    """The outputs whose `tap` lies on an input."""
    shift = tap - taps // 2
    return slice(max(0, -shift), length - max(0, shift))
