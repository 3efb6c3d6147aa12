"""What timm must be told so that a backbone takes slices of some size.

A convolutional network takes slices of any side. Others (Swin, CoAtNet ...) are built for one side,
which timm can often change (`img_size`), and some of those then take other sides as well
(`dynamic_img_size`). timm doesn't say which does what, so each way is tried on PyTorch's "meta"
device, where maps have shapes and no numbers: no memory is needed, and a second or two at most.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import nn

from core.errors import UnknownModelError
from core.labels import MASK_CODES
from core.models import sentences
from core.models.backbones import UNFIT, Options
from core.models.network import DECODER, DECODER_CHANNELS, build_network


@dataclass(frozen=True)
class BackboneFit:
    """How a backbone is built for slices of some size."""

    options: Options
    #: Whether it takes all the shapes that were asked for, not only the square slice.
    every_shape: bool


def fit_backbone(
    backbone: str,
    size: int,
    shapes: Collection[tuple[int, int]] = (),
    *,
    decoder: str = DECODER,
    decoder_channels: tuple[int, ...] = DECODER_CHANNELS,
) -> BackboneFit:
    """What timm must be told so that a network on `backbone` takes `size` x `size` pixels.

    The way that changes least about the backbone is preferred, among those that take every shape.

    Args:
        size: a multiple of 32. shapes: (rows, columns) of other slices that it should take too.
        decoder, decoder_channels: as for `build_network`.

    Raises:
        UnknownModelError: as `build_network`; or timm can't build the backbone for this size.
        UsageError: as `build_network`.
    """
    square: BackboneFit | None = None
    ways: tuple[dict[str, int | bool], ...] = (
        {},
        {"img_size": size, "dynamic_img_size": True},
        {"img_size": size},
    )
    for options in ways:
        try:
            with torch.device("meta"):
                network = build_network(
                    backbone, decoder=decoder, decoder_channels=decoder_channels, options=options
                ).eval()
        except UnknownModelError:
            if not options:  # no option makes up for what it lacks
                raise
            continue
        if not _takes(network, (size, size)):
            continue
        if all(_takes(network, shape) for shape in shapes):
            return BackboneFit(options, True)
        square = square or BackboneFit(options, False)
    if square is not None:
        return square
    raise UnknownModelError(sentences.backbone_not_for_size(backbone, decoder, size))


def _takes(network: nn.Module, shape: tuple[int, int]) -> bool:
    """Whether a slice of that shape gets a mask of that shape."""
    try:
        with torch.device("meta"), torch.no_grad():
            masks, _ = network(torch.zeros(1, 3, *shape))
    except UNFIT:
        return False
    return tuple(masks.shape) == (1, len(MASK_CODES), *shape)
