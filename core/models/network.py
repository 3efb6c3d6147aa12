"""One network for every backbone: a decoder on a timm encoder, with a slice classifier."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from core.labels import MASK_CODES, SLICE_CLASSES
from core.models.backbones import NO_OPTIONS, Options, build_encoder
from core.models.evidence import EvidenceHead
from core.models.torchvision_operators import declare_missing_operators

declare_missing_operators()

from segmentation_models_pytorch.base import (  # noqa: E402 (after the operators are declared)
    ClassificationHead,
    SegmentationHead,
    SegmentationModel,
)

from core.models.decoders import decoder_kind  # noqa: E402

DECODER = "unet"
DECODER_CHANNELS = (192, 96, 64, 32, 16)


def build_network(
    backbone: str,
    *,
    pretrained: bool = False,
    decoder: str = DECODER,
    decoder_channels: tuple[int, ...] = DECODER_CHANNELS,
    options: Options = NO_OPTIONS,
) -> nn.Module:
    """A decoder on a timm encoder, with a slice classifier on their evidence.

    Args:
        backbone: a timm model name, such as "tf_efficientnet_lite0".
        pretrained: download timm's ImageNet weights (needs a connection).
        decoder: one of `decoders.DECODERS`.
        decoder_channels: its widths; for a U-Net those of its stages, deepest first.
        options: arguments for timm beside the name, for a backbone whose input size is fixed
            (`models.fit`).

    Returns:
        A module with forward (n, 3, s, s) in 0..1 -> (mask_logits (n, 4, s, s), class_logits
        (n, 3)); channels in the order of `labels.MASK_CODES` and `labels.SLICE_CLASSES`; s a
        multiple of 32, or the side that `options` name. `encoder`, `decoder`,
        `segmentation_head`, `classification_head` (of the
        encoder) and `slice_head` (`models.evidence`) are its parts.

    Raises:
        UnknownModelError: as `backbones.build_encoder`.
        UsageError: there is no such decoder, or it takes another number of widths.
    """
    return SliceNetwork(
        backbone, decoder, tuple(decoder_channels), options=options, pretrained=pretrained
    )


class SliceNetwork(SegmentationModel):
    """A segmentation network whose forward gives mask logits and the slice's class logits."""

    def __init__(
        self,
        backbone: str,
        decoder: str,
        widths: tuple[int, ...],
        *,
        options: Options = NO_OPTIONS,
        pretrained: bool = False,
    ) -> None:
        super().__init__()
        self.decoder_name, self.decoder_channels = decoder, widths
        self.backbone_options = dict(options)
        kind = decoder_kind(decoder, widths)
        channels, self.mask_stride = kind.outcome(widths)
        self.encoder = build_encoder(
            backbone, stride=kind.encoder_stride, options=options, pretrained=pretrained
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
            mask_logits = at_slice_size(mask_logits, slices.shape[-2:])
        return mask_logits, class_logits


def at_slice_size(mask_logits: torch.Tensor, size: tuple[int, ...]) -> torch.Tensor:
    """(n, 4, h, w) mask logits of a coarser decoder -> (n, 4, *size), linearly interpolated.

    To the slice's size, not by the stride: convolutions without padding (Inception-v3) leave maps
    a few pixels short.
    """
    return functional.interpolate(mask_logits, size=size, mode="bilinear", align_corners=False)


def count_parameters(network: nn.Module) -> int:
    """The number of parameters, trainable or frozen, without buffers."""
    return sum(p.numel() for p in network.parameters())


@torch.no_grad()
def class_probabilities(class_logits: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """(n, 3) logits -> (n, 3) probabilities, temperature-scaled (Guo et al., ICML 2017)."""
    return torch.softmax(class_logits / temperature, dim=1)
