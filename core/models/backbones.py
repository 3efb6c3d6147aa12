"""timm's networks as encoders: which fit, and what timm must be told so that they take a slice.

A convolutional network takes slices of any side. Others (Swin, CoAtNet ...) are built for one side,
which timm can often change (`img_size`), and some of those then take other sides as well
(`dynamic_img_size`). timm doesn't say which does what, so each way is tried on PyTorch's "meta"
device, where maps have shapes and no numbers: no memory is needed, and a second at most.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import torch
from torch import nn

from core.errors import UnknownModelError
from core.models import sentences
from core.models.decoders import ENCODER_DEPTH
from core.models.torchvision_operators import declare_missing_operators

declare_missing_operators()

import timm  # noqa: E402 (after the operators are declared)
from segmentation_models_pytorch.encoders import get_encoder  # noqa: E402
from timm.models import is_model_pretrained  # noqa: E402

#: What timm is told beside a backbone's name.
Options: TypeAlias = Mapping[str, int | bool]

#: For a backbone that is built as timm builds it unasked.
NO_OPTIONS: Options = MappingProxyType({})
#: The type of each option that a checkpoint may hold.
OPTION_TYPES = {"img_size": int, "dynamic_img_size": bool}
#: Upper limit for a slice's side, pixels: far above any here.
MAX_SIDE = 4096
#: What timm's thousand architectures raise if they can't be built so, or can't take a slice.
UNFIT = (RuntimeError, AssertionError, ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True)
class BackboneFit:
    """How a backbone is built for slices of some size."""

    options: Options
    #: Whether it takes all the shapes that were asked for, not only the square slice.
    every_shape: bool


def build_encoder(
    backbone: str,
    *,
    stride: int = 32,
    options: Options = NO_OPTIONS,
    pretrained: bool = False,
) -> nn.Module:
    """A timm network as segmentation_models_pytorch's encoder: slices -> `ENCODER_DEPTH` + 1 maps.

    Args:
        backbone: a timm model name. stride: pixels of the slice along a side of one pixel of the
            deepest map. options: what timm is told beside the name (`fit_backbone`).
        pretrained: download timm's weights (needs a connection).

    Raises:
        UnknownModelError: timm has no such backbone (the message suggests similar names) or no
            weights for it; or it can't be built with maps that halve down to 1/`stride`.
    """
    check_name(backbone)
    if pretrained and not is_model_pretrained(backbone):
        raise UnknownModelError(sentences.no_pretrained_weights(backbone))
    try:
        return _encoder(backbone, stride, options, pretrained=pretrained)
    except UNFIT as error:
        # Some errors of a download are among these; the architecture is not at fault then.
        if pretrained and _builds(backbone, stride, options):
            raise
        if stride != 32 and _builds(backbone, 32, options):
            raise UnknownModelError(sentences.halves_too_often(backbone, stride)) from error
        raise UnknownModelError(sentences.no_feature_pyramid(backbone)) from error


def fit_backbone(
    backbone: str, size: int, shapes: Collection[tuple[int, int]] = (), *, stride: int = 32
) -> BackboneFit:
    """What timm must be told so that `backbone` takes slices of `size` x `size` pixels.

    The way that changes least about the network is preferred, among those that take every shape.

    Args:
        size: a multiple of 32. shapes: (rows, columns) of other slices that it should take too.
        stride: as for `build_encoder`.

    Raises:
        UnknownModelError: as `build_encoder`; or timm can't build it for this size.
    """
    check_name(backbone)
    square = None
    for options in ({}, {"img_size": size, "dynamic_img_size": True}, {"img_size": size}):
        try:
            encoder = _on_meta(backbone, stride, options)
        except UNFIT:
            continue
        if not _takes(encoder, (size, size), stride):
            continue
        if all(_takes(encoder, shape, stride) for shape in shapes):
            return BackboneFit(options, True)
        square = square or BackboneFit(options, False)
    if square is not None:
        return square
    # Raises if it can't be built at all.
    with torch.device("meta"):
        build_encoder(backbone, stride=stride)
    raise UnknownModelError(sentences.backbone_not_for_size(backbone, size))


def are_options(options: object) -> bool:
    """Whether a checkpoint may hold these."""
    return (
        isinstance(options, dict)
        and all(type(value) is OPTION_TYPES.get(name) for name, value in options.items())
        and 0 < options.get("img_size", 32) <= MAX_SIDE
    )


def check_name(backbone: str) -> None:
    """Raises:
    UnknownModelError: timm has no such backbone; the message suggests similar names.
    """
    if not timm.is_model(backbone):
        similar = difflib.get_close_matches(backbone, timm.list_models(), n=3)
        raise UnknownModelError(sentences.unknown_backbone(backbone, similar))


def _encoder(backbone: str, stride: int, options: Options, *, pretrained: bool) -> nn.Module:
    return get_encoder(
        f"tu-{backbone}",
        in_channels=3,
        depth=ENCODER_DEPTH,
        weights="imagenet" if pretrained else None,
        output_stride=stride,
        **options,
    )


def _on_meta(backbone: str, stride: int, options: Options) -> nn.Module:
    with torch.device("meta"):
        return _encoder(backbone, stride, options, pretrained=False).eval()


def _builds(backbone: str, stride: int, options: Options) -> bool:
    try:
        _on_meta(backbone, stride, options)
    except UNFIT:
        return False
    return True


def _takes(encoder: nn.Module, shape: tuple[int, int], stride: int) -> bool:
    """Whether the maps of a slice have the sides that decoders expect."""
    try:
        with torch.device("meta"), torch.no_grad():
            maps = encoder(torch.zeros(1, 3, *shape))
    except UNFIT:
        return False
    strides = [min(2**level, stride) for level in range(ENCODER_DEPTH + 1)]
    return [tuple(one.shape[2:]) for one in maps] == [
        (shape[0] // each, shape[1] // each) for each in strides
    ]
