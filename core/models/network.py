"""One network for every backbone: a decoder on a timm encoder, with a slice classifier."""

from __future__ import annotations

import difflib

import torch
from torch import nn
from torch.nn import functional

from core.errors import UnknownModelError
from core.labels import MASK_CODES, SLICE_CLASSES
from core.models import sentences
from core.models.evidence import EvidenceHead
from core.models.torchvision_operators import declare_missing_operators

declare_missing_operators()

import timm  # noqa: E402 (after the operators are declared)
from segmentation_models_pytorch.base import (  # noqa: E402
    ClassificationHead,
    SegmentationHead,
    SegmentationModel,
)
from segmentation_models_pytorch.encoders import get_encoder  # noqa: E402

from core.models.decoders import ENCODER_DEPTH, decoder_kind  # noqa: E402

#: The start of segmentation_models_pytorch's message about a backbone without several map sizes.
_NO_PYRAMID = "Unsupported model downsampling pattern"

DECODER = "unet"
DECODER_CHANNELS = (192, 96, 64, 32, 16)


def build_network(
    backbone: str,
    *,
    pretrained: bool = False,
    decoder: str = DECODER,
    decoder_channels: tuple[int, ...] = DECODER_CHANNELS,
) -> nn.Module:
    """A decoder on a timm encoder, with a slice classifier on their evidence.

    Args:
        backbone: a timm model name, such as "tf_efficientnet_lite0".
        pretrained: download timm's ImageNet weights (needs a connection).
        decoder: one of `decoders.DECODERS`.
        decoder_channels: its widths; for a U-Net those of its stages, deepest first.

    Returns:
        A module with forward (n, 3, s, s) in 0..1 -> (mask_logits (n, 4, s, s), class_logits
        (n, 3)); channels in the order of `labels.MASK_CODES` and `labels.SLICE_CLASSES`; s a
        multiple of 32. `encoder`, `decoder`, `segmentation_head`, `classification_head` (of the
        encoder) and `slice_head` (`models.evidence`) are its parts.

    Raises:
        UnknownModelError: timm has no such backbone (the message suggests similar names), or the
            backbone, like a plain vision transformer, has no feature maps of several sizes.
        UsageError: there is no such decoder, or it takes another number of widths.
    """
    if not timm.is_model(backbone):
        similar = difflib.get_close_matches(backbone, timm.list_models(), n=3)
        raise UnknownModelError(sentences.unknown_backbone(backbone, similar))
    try:
        return SliceNetwork(backbone, decoder, tuple(decoder_channels), pretrained=pretrained)
    except ValueError as error:
        if not str(error).startswith(_NO_PYRAMID):
            raise
        raise UnknownModelError(sentences.no_feature_pyramid(backbone)) from error


class SliceNetwork(SegmentationModel):
    """A segmentation network whose forward gives mask logits and the slice's class logits."""

    def __init__(
        self, backbone: str, decoder: str, widths: tuple[int, ...], *, pretrained: bool = False
    ) -> None:
        super().__init__()
        self.decoder_name, self.decoder_channels = decoder, widths
        kind = decoder_kind(decoder, widths)
        channels, self.mask_stride = kind.outcome(widths)
        self.encoder = get_encoder(
            f"tu-{backbone}",
            in_channels=3,
            depth=ENCODER_DEPTH,
            weights="imagenet" if pretrained else None,
            output_stride=kind.encoder_stride,
        )
        self.decoder = kind.build(self.encoder.out_channels, widths)
        self.segmentation_head = SegmentationHead(channels, len(MASK_CODES))
        self.classification_head = ClassificationHead(
            self.encoder.out_channels[-1], len(SLICE_CLASSES), pooling="max"
        )
        self.initialize()
        self.slice_head = EvidenceHead(self.mask_stride)

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mask_logits, encoder_logits = super().forward(slices)
        class_logits = self.slice_head(mask_logits, encoder_logits)
        if self.mask_stride > 1:
            mask_logits = functional.interpolate(
                mask_logits, scale_factor=self.mask_stride, mode="bilinear", align_corners=False
            )
        return mask_logits, class_logits


def count_parameters(network: nn.Module) -> int:
    """The number of parameters, trainable or frozen, without buffers."""
    return sum(p.numel() for p in network.parameters())


@torch.no_grad()
def class_probabilities(class_logits: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """(n, 3) logits -> (n, 3) probabilities, temperature-scaled (Guo et al., ICML 2017)."""
    return torch.softmax(class_logits / temperature, dim=1)
