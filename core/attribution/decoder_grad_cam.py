"""Grad-CAM at the decoder's last block, without automatic differentiation.

That block is followed only by one linear convolution (the mask head) and a logistic regression on
the mask's evidence. So a formula gives each channel's weight from the mask logits. The rest of the
network needs no gradient and can be run by ONNX Runtime.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from core.attribution.evidence_gradient import evidence_gradient
from core.attribution.layers import decoder_blocks
from core.attribution.target import LESION, TargetScores, target_index
from core.labels import NORMAL, SLICE_CLASSES
from core.models.evidence import EVIDENCE_CODES, TOP_PIXELS, EvidenceHead
from core.models.network import at_slice_size

#: Column of `slice_evidence` that is the target "lesion".
_EITHER_TOP = 2 * (len(EVIDENCE_CODES) - 1)


@dataclass(frozen=True, eq=False)
class ClosedFormHeads:
    """What follows the decoder in a network that the formula applies to."""

    #: The mask head; its padding keeps the size of the map.
    convolution: nn.Conv2d
    slice_head: EvidenceHead


def closed_form_heads(network: nn.Module) -> ClosedFormHeads | None:
    """The heads of `network`; None if the formula does not apply to them."""
    mask_head = getattr(network, "segmentation_head", None)
    slice_head = getattr(network, "slice_head", None)
    if (
        not decoder_blocks(network)
        or not isinstance(mask_head, nn.Sequential)
        or not isinstance(slice_head, EvidenceHead)
    ):
        return None
    first, *rest = mask_head
    if (
        isinstance(first, nn.Conv2d)
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
    ):
        return ClosedFormHeads(first, slice_head)
    return None


@torch.no_grad()
def decoder_grad_cam(
    heads: ClosedFormHeads,
    target: str,
    features: torch.Tensor,
    mask_logits: torch.Tensor,
    encoder_logits: torch.Tensor,
    size: tuple[int, ...],
) -> torch.Tensor:
    """(n, h, w) Grad-CAM of `target`, >= 0, at the decoder's last block.

    Args:
        heads: from `closed_form_heads`.
        features: (n, c, h, w) output of the block.
        mask_logits: (n, 4, h, w), of the same slices.
        encoder_logits: (n, 3), of the same slices.
        size: (rows, columns) of the slices, pixels.
    """
    gradient, _ = head_gradients(heads, target, mask_logits, encoder_logits, size)
    by_channel = mean_input_gradient(heads.convolution, gradient)
    return (
        torch.bmm(by_channel[:, None], features.flatten(2))[:, 0]
        .unflatten(1, features.shape[2:])
        .relu_()
    )


@torch.no_grad()
def head_gradients(
    heads: ClosedFormHeads,
    target: str,
    mask_logits: torch.Tensor,
    encoder_logits: torch.Tensor,
    size: tuple[int, ...],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Gradients of the target's score with respect to `mask_logits` and `encoder_logits`, for
    slices of `size`."""
    # The other scores have the same slope whatever the class logits are.
    class_logits = torch.zeros(len(mask_logits), len(SLICE_CLASSES))
    if target == NORMAL:
        class_logits = heads.slice_head(mask_logits, encoder_logits)
    weights = evidence_weights(heads, target, class_logits)
    margins = weights[:, 2 * len(EVIDENCE_CODES) :]
    by_encoder = torch.cat([-margins.sum(dim=1, keepdim=True), margins], dim=1)
    stride = heads.slice_head.stride
    if target == LESION and stride > 1:
        return _gradient_through_resampling(mask_logits, weights, size), by_encoder
    return evidence_gradient(mask_logits, weights, stride), by_encoder


def _gradient_through_resampling(
    mask_logits: torch.Tensor, weights: torch.Tensor, size: tuple[int, ...]
) -> torch.Tensor:
    """`evidence_gradient` for the mask at the slice's own pixels, where the score "lesion" looks;
    the slice head looks at the decoder's."""
    with torch.enable_grad():
        leaf = mask_logits.detach().clone().requires_grad_()
        fine = at_slice_size(leaf, size)
    (gradient,) = torch.autograd.grad(fine, leaf, evidence_gradient(fine.detach(), weights))
    return gradient


def evidence_weights(
    heads: ClosedFormHeads, target: str, class_logits: torch.Tensor
) -> torch.Tensor:
    """(n, 8): gradient of the target's score with respect to the features of `slice_evidence`."""
    n = len(class_logits)
    with torch.enable_grad():
        leaf = class_logits.detach().clone().requires_grad_()
        # The mask has no influence on the weights of the class logits: the smallest one will do.
        mask = torch.zeros(n, heads.convolution.out_channels, TOP_PIXELS, 1)
        # An `EvidenceHead` gives "normal" the logit 0.
        scores = TargetScores(normal_is_reference=True)(mask, leaf)[:, target_index(target)]
        (by_class,) = torch.autograd.grad(scores.sum(), leaf)
    weights = by_class[:, 1:] @ heads.slice_head.linear.weight
    if target == LESION:
        weights[:, _EITHER_TOP] += 1
    return weights


def mean_input_gradient(convolution: nn.Conv2d, gradient: torch.Tensor) -> torch.Tensor:
    """(n, c): the gradient with respect to a convolution's input, averaged over all positions.

    Each tap of the kernel passes the output's gradient to the input, shifted. For the mean, only
    its sum over the positions where the tap stays within the border is needed.

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
    """The outputs for which `tap` lies within the input."""
    shift = tap - taps // 2
    return slice(max(0, -shift), length - max(0, shift))
