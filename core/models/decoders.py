"""The available decoders, which turn the encoder's maps into a mask, by name.

The first decoder, a U-Net with wide stages down to the slice's own pixels, took four fifths of a
slice's time. Narrower ones decode to half or a quarter of the resolution; the network resamples
their mask logits to the slice's pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import nn

from core.errors import UsageError
from core.models import sentences
from core.models.torchvision_operators import declare_missing_operators

declare_missing_operators()

from segmentation_models_pytorch.decoders.deeplabv3.decoder import (  # noqa: E402
    DeepLabV3PlusDecoder,
)
from segmentation_models_pytorch.decoders.fpn.decoder import FPNDecoder  # noqa: E402
from segmentation_models_pytorch.decoders.unet.decoder import UnetDecoder  # noqa: E402

#: How many times the encoders halve a slice.
ENCODER_DEPTH = 5
#: Dilations of DeepLabV3+, a third of the usual: the deepest map has 16 x 16 pixels here.
ATROUS_RATES = (2, 4, 6)


@dataclass(frozen=True)
class DecoderKind:
    """One family of decoders."""

    #: Fewest and most widths that it takes; `DECODERS` says what they are.
    widths: tuple[int, int]
    #: (channels of the encoder's maps, finest first; widths) -> the module.
    build: Callable[[list[int], tuple[int, ...]], nn.Module]
    #: Widths -> (output channels, pixels of the slice along a side of one output pixel).
    outcome: Callable[[tuple[int, ...]], tuple[int, int]]
    #: Pixels of the slice along a side of one pixel of the encoder's deepest map.
    encoder_stride: int = 32
    #: Every width is a multiple of this.
    multiple: int = 1


def _unet(encoder_channels: list[int], widths: tuple[int, ...]) -> nn.Module:
    return UnetDecoder(encoder_channels, widths, n_blocks=len(widths))


def _fpn(encoder_channels: list[int], widths: tuple[int, ...]) -> nn.Module:
    pyramid, segmentation = widths
    return FPNDecoder(
        encoder_channels,
        ENCODER_DEPTH,
        pyramid_channels=pyramid,
        segmentation_channels=segmentation,
    )


def _deeplab(encoder_channels: list[int], widths: tuple[int, ...]) -> nn.Module:
    return DeepLabV3PlusDecoder(
        encoder_channels,
        ENCODER_DEPTH,
        out_channels=widths[0],
        atrous_rates=ATROUS_RATES,
        output_stride=16,
        aspp_separable=True,
        aspp_dropout=0.2,
    )


DECODERS = {
    # Ronneberger et al., MICCAI 2015. Five widths decode to the slice's own pixels, four to half.
    "unet": DecoderKind((4, 5), _unet, lambda w: (w[-1], 2 ** (ENCODER_DEPTH - len(w)))),
    # Kirillov et al., Panoptic Feature Pyramid Networks, CVPR 2019: (pyramid, segmentation).
    "fpn": DecoderKind((2, 2), _fpn, lambda w: (w[1], 4), multiple=32),
    # Chen et al., ECCV 2018, on an encoder that stops halving at 1/16.
    "deeplabv3plus": DecoderKind((1, 1), _deeplab, lambda w: (w[0], 4), encoder_stride=16),
}


def takes(name: object, widths: Sequence[int]) -> bool:
    """Whether there is a decoder of that name that takes these widths."""
    kind = DECODERS.get(name) if isinstance(name, str) else None
    return (
        kind is not None
        and kind.widths[0] <= len(widths) <= kind.widths[1]
        and all(width > 0 and width % kind.multiple == 0 for width in widths)
    )


def decoder_kind(name: str, widths: tuple[int, ...]) -> DecoderKind:
    """The family of that name.

    Raises:
        UsageError: there is none, or it does not take these widths.
    """
    if name not in DECODERS:
        raise UsageError(sentences.unknown_decoder(name, DECODERS))
    kind = DECODERS[name]
    if not takes(name, widths):
        raise UsageError(
            sentences.unusable_decoder_widths(name, widths, *kind.widths, kind.multiple)
        )
    return kind
