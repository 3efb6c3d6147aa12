"""One network for every backbone: a U-Net on a timm encoder, with a slice classifier."""

from __future__ import annotations

import difflib
from typing import Any

import torch
from torch import nn

from core.errors import UnknownModelError
from core.labels import MASK_CODES, SLICE_CLASSES
from core.models import sentences
from core.models.evidence import EvidenceHead
from core.models.torchvision_operators import declare_missing_operators

declare_missing_operators()

import segmentation_models_pytorch as smp  # noqa: E402 (after the operators are declared)
import timm  # noqa: E402

#: The start of segmentation_models_pytorch's message about a backbone without several map sizes.
_NO_PYRAMID = "Unsupported model downsampling pattern"

DECODER_CHANNELS = (192, 96, 64, 32, 16)


def build_network(
    backbone: str,
    *,
    pretrained: bool = False,
    decoder_channels: tuple[int, ...] = DECODER_CHANNELS,
) -> nn.Module:
    """U-Net (Ronneberger 2015) on a timm encoder, with a slice classifier on its evidence.

    Args:
        backbone: a timm model name, such as "tf_efficientnet_lite0".
        pretrained: download timm's ImageNet weights (needs a connection).
        decoder_channels: widths of the five decoder stages, deepest first.

    Returns:
        A module with forward (n, 3, s, s) in 0..1 -> (mask_logits (n, 4, s, s), class_logits
        (n, 3)); channels in the order of `labels.MASK_CODES` and `labels.SLICE_CLASSES`; s a
        multiple of 32. `encoder`, `decoder`, `segmentation_head`, `classification_head` (of the
        encoder) and `slice_head` (`models.evidence`) are its parts.

    Raises:
        UnknownModelError: timm has no such backbone (the message suggests similar names), or the
            backbone, like a plain vision transformer, has no feature maps of several sizes.
    """
    if not timm.is_model(backbone):
        similar = difflib.get_close_matches(backbone, timm.list_models(), n=3)
        raise UnknownModelError(sentences.unknown_backbone(backbone, similar))
    try:
        return SliceNetwork(
            encoder_name=f"tu-{backbone}",
            encoder_weights="imagenet" if pretrained else None,
            in_channels=3,
            classes=len(MASK_CODES),
            decoder_channels=decoder_channels,
            aux_params={"classes": len(SLICE_CLASSES), "pooling": "max", "activation": None},
        )
    except ValueError as error:
        if not str(error).startswith(_NO_PYRAMID):
            raise
        raise UnknownModelError(sentences.no_feature_pyramid(backbone)) from error


class SliceNetwork(smp.Unet):
    """A U-Net whose forward gives mask logits and the slice's class logits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.slice_head = EvidenceHead()

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mask_logits, encoder_logits = super().forward(slices)
        return mask_logits, self.slice_head(mask_logits, encoder_logits)


def count_parameters(network: nn.Module) -> int:
    """The number of parameters, trainable or frozen, without buffers."""
    return sum(p.numel() for p in network.parameters())


@torch.no_grad()
def class_probabilities(class_logits: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """(n, 3) logits -> (n, 3) probabilities, temperature-scaled (Guo et al., ICML 2017)."""
    return torch.softmax(class_logits / temperature, dim=1)
