"""Present any layer's output as a map of channels, even if it consists of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from core.attribution import sentences
from core.attribution.layers import Layer
from core.errors import UsageError


@contextmanager
def tapped(layer: Layer, network: nn.Module) -> Iterator[nn.Module]:
    """A module that is called once per pass and whose output is `layer`'s, as (n, c, h, w).

    For a convolutional map that is the layer itself. The tokens of a vision transformer
    (n, prefix + h w, c) and the channels-last maps of a Swin transformer (n, h, w, c) are
    rearranged, passed through an identity module that Captum can hook, and rearranged back, so
    that gradients flow through it. Tokens without a position (the class token) bypass it.

    Raises:
        UsageError: the score that is explained does not depend on the layer.
    """
    module = network.get_submodule(layer.name)
    try:
        if layer.kind == "map":
            yield module
        else:
            yield from _rearranged(layer, module)
    except RuntimeError as error:
        if "not have been used in the graph" not in str(error):
            raise
        raise UsageError(sentences.layer_without_effect(layer.name)) from error


def _rearranged(layer: Layer, module: nn.Module) -> Iterator[nn.Module]:
    tap = nn.Identity()
    rows, columns = layer.side

    def through(_module: nn.Module, _inputs: tuple, output: torch.Tensor) -> torch.Tensor:
        if layer.kind == "channels_last":
            return tap(output.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        prefix = output.shape[1] - rows * columns
        places = output[:, prefix:].transpose(1, 2).unflatten(2, (rows, columns))
        back = tap(places).flatten(2).transpose(1, 2)
        return torch.cat([output[:, :prefix], back], dim=1)

    hook = module.register_forward_hook(through)
    try:
        yield tap
    finally:
        hook.remove()
