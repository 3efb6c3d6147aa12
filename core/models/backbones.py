"""timm's networks as encoders, and the arguments that they are built with."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import torch

from core.errors import UnknownModelError
from core.models import sentences
from core.models.decoders import ENCODER_DEPTH
from core.models.torchvision_operators import declare_missing_operators

declare_missing_operators()

import timm  # noqa: E402 (after the operators are declared)
from segmentation_models_pytorch.encoders import (  # noqa: E402
    TimmUniversalEncoder,
    get_encoder,
)
from timm.models import is_model_pretrained  # noqa: E402

#: Arguments for timm beside a backbone's name.
Options: TypeAlias = Mapping[str, int | bool]

#: For a backbone that is built as timm builds it unasked.
NO_OPTIONS: Options = MappingProxyType({})
#: The type of each option that a checkpoint may hold.
OPTION_TYPES = {"img_size": int, "dynamic_img_size": bool}
#: Upper limit for a slice's side, pixels: far above any here.
MAX_SIDE = 4096
#: What timm's thousand architectures raise if they can't be built so, or can't take a slice.
UNFIT = (RuntimeError, AssertionError, ValueError, TypeError, LookupError, AttributeError)


def build_encoder(
    backbone: str,
    *,
    stride: int = 32,
    options: Options = NO_OPTIONS,
    pretrained: bool = False,
) -> TimmUniversalEncoder:
    """A timm network as segmentation_models_pytorch's encoder: slices -> `ENCODER_DEPTH` + 1 maps.

    Args:
        backbone: a timm model name. stride: pixels of the slice along a side of one pixel of the
            deepest map. options: arguments for timm beside the name (`models.fit`).
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


def are_options(options: object) -> bool:
    """Whether a checkpoint may hold these."""
    return (
        isinstance(options, dict)
        and all(type(value) is OPTION_TYPES.get(name) for name, value in options.items())
        and 0 < options.get("img_size", 32) <= MAX_SIDE
    )


def check_name(backbone: str) -> None:
    """Refuse a name that timm doesn't know.

    Raises:
        UnknownModelError: there is no such backbone; the message suggests similar names.
    """
    if not timm.is_model(backbone):
        similar = difflib.get_close_matches(backbone, timm.list_models(), n=3)
        raise UnknownModelError(sentences.unknown_backbone(backbone, similar))


def _encoder(
    backbone: str, stride: int, options: Options, *, pretrained: bool
) -> TimmUniversalEncoder:
    return get_encoder(
        f"tu-{backbone}",
        in_channels=3,
        depth=ENCODER_DEPTH,
        weights="imagenet" if pretrained else None,
        output_stride=stride,
        **options,
    )


def _builds(backbone: str, stride: int, options: Options) -> bool:
    try:
        with torch.device("meta"):
            _encoder(backbone, stride, options, pretrained=False)
    except UNFIT:
        return False
    return True
