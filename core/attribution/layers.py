"""The layers of a network that hold a map, and which of them Grad-CAM weighs."""

from __future__ import annotations

import math
import weakref
from dataclasses import dataclass

import torch
from torch import nn

from core.errors import UsageError

#: The decoder's last block, on the network's own pixels.
DECODER_STRIDE = 1
#: Of an encoder layer that still tells where; taken for networks without a decoder.
FINER_STRIDE = 16
#: A name for the encoder's coarsest map.
DEEPEST = "deepest"

_listed: weakref.WeakKeyDictionary[nn.Module, dict[int, tuple[Layer, ...]]] = (
    weakref.WeakKeyDictionary()
)


@dataclass(frozen=True)
class Layer:
    """A module that is called once a pass and whose output is a map of the slice."""

    #: Qualified name in the network.
    name: str
    #: Side of one of its cells, in network pixels.
    stride: int
    channels: int
    #: (rows, columns) of its map.
    side: tuple[int, int]
    #: "map" (n, c, h, w), "channels_last" (n, h, w, c) or "tokens" (n, prefix + h w, c).
    kind: str = "map"
    #: Whether a stage of encoder or decoder ends here: the few worth offering first.
    stage: bool = False


def list_layers(network: nn.Module, size: int) -> tuple[Layer, ...]:
    """Every layer with a map, in the order in which they end.

    Found by running the network once on an empty slice, because what a module is called says
    little: timm's feature extractors call some containers' children and never the containers
    themselves, and a hook on a module that is never called sees nothing.

    Args:
        size: side of the network input, pixels.
    """
    known = _listed.setdefault(network, {})
    if size not in known:
        known[size] = _find(network, size)
    return known[size]


def chosen_layer(network: nn.Module, size: int, name: str) -> Layer:
    """The layer that `name` asks for.

    Args:
        name: a qualified name; `DEEPEST`; or "" for the finest that tells where: the decoder's
            last block, in a network without a decoder the stage at `FINER_STRIDE`.

    Raises:
        UsageError: there is no such layer; the message lists the stages.
    """
    layers = list_layers(network, size)
    if not layers:
        raise UsageError(
            "no layer of this network holds a map of the slice: choose a method "
            "other than Grad-CAM."
        )
    if name == "" and has_decoder(network):
        name = f"decoder.blocks.{len(network.decoder.blocks) - 1}"
    elif name in ("", DEEPEST):
        stages = _encoder_stages(layers)
        finer = [layer for layer in stages if layer.stride == FINER_STRIDE]
        if name == "" and finer:
            return finer[-1]
        return max(stages, key=lambda layer: layer.stride)
    for layer in layers:
        if layer.name == name:
            return layer
    raise UsageError(
        f"there is no layer {name!r} with a map: choose one of "
        f"{', '.join(layer.name for layer in layers if layer.stage)}."
    )


def layer_at(network: nn.Module, size: int, stride: int) -> tuple[str, nn.Module]:
    """The decoder's last block for `DECODER_STRIDE`, else the encoder's layer (`encoder_layer`).

    Raises:
        UsageError: there is no such layer.
    """
    if stride == DECODER_STRIDE and has_decoder(network):
        last = len(network.decoder.blocks) - 1
        return f"decoder.blocks.{last}", network.decoder.blocks[last]
    return encoder_layer(network, size, stride)


def has_decoder(network: nn.Module) -> bool:
    """Whether `network` has decoder blocks to look at."""
    return hasattr(getattr(network, "decoder", None), "blocks")


def encoder_layer(network: nn.Module, size: int, stride: int) -> tuple[str, nn.Module]:
    """The stage of `network.encoder` that ends at 1/`stride` of the input's side.

    Of the modules that give such a map: the outermost, and of those the last that is called. (The
    very last would be an inner layer of the next stage, just before that halves the map.)

    Args:
        size: side of the network input, pixels.
        stride: 32 is the deepest map of all our backbones; 16 is finer and less specific.

    Returns:
        (qualified name, module).

    Raises:
        UsageError: no layer of the encoder has that stride; the message lists those there are.
    """
    stages = {layer.stride: layer for layer in list_layers(network.encoder, size) if layer.stage}
    if stride not in stages:
        raise UsageError(
            f"no encoder layer has stride {stride}: choose one of "
            f"{', '.join(str(s) for s in sorted(stages))}."
        )
    found = stages[stride].name
    return f"encoder.{found}", network.encoder.get_submodule(found)


def _encoder_stages(layers: tuple[Layer, ...]) -> list[Layer]:
    return [layer for layer in layers if layer.stage and not layer.name.startswith("decoder.")]


def _find(network: nn.Module, size: int) -> tuple[Layer, ...]:
    names = {module: name for name, module in network.named_modules() if name}
    inside_attention = {
        part
        for module in names
        if "Attention" in type(module).__name__
        for part in module.modules()
        if part is not module
    }
    seen: dict[nn.Module, Layer] = {}
    calls: dict[nn.Module, int] = {}
    prefix = next(
        (
            m.num_prefix_tokens
            for m in network.modules()
            if isinstance(getattr(m, "num_prefix_tokens", None), int)
        ),
        0,
    )
    last = any(getattr(m, "output_fmt", "") == "NHWC" for m in network.modules())

    def note(module: nn.Module, _inputs: tuple, output: object) -> None:
        calls[module] = calls.get(module, 0) + 1
        if isinstance(output, torch.Tensor) and module not in inside_attention:
            shape = _map_shape(output.shape, size, prefix, last)
            if shape is not None:
                seen.pop(module, None)
                seen[module] = Layer(names[module], *shape)

    hooks = [module.register_forward_hook(note) for module in names]
    try:
        parameter = next(network.parameters(), torch.zeros(()))
        with torch.no_grad():
            network(torch.zeros(1, 3, size, size, dtype=parameter.dtype))
    finally:
        for hook in hooks:
            hook.remove()
    layers = [layer for module, layer in seen.items() if calls[module] == 1]
    stages = _stage_names(network, layers)
    return tuple(
        Layer(la.name, la.stride, la.channels, la.side, la.kind, la.name in stages) for la in layers
    )


def _map_shape(
    shape: torch.Size, size: int, prefix: int, channels_last: bool
) -> tuple[int, int, tuple[int, int], str] | None:
    """(stride, channels, side, kind) of an output of one slice; None where it is no map."""
    if shape[0] != 1:
        return None
    if len(shape) == 4 and channels_last and shape[1] == shape[2]:
        side, channels, kind = shape[1], shape[3], "channels_last"
    elif len(shape) == 4 and shape[2] == shape[3]:
        side, channels, kind = shape[2], shape[1], "map"
    elif len(shape) == 3 and math.isqrt(max(shape[1] - prefix, 0)) ** 2 == shape[1] - prefix:
        side, channels, kind = math.isqrt(shape[1] - prefix), shape[2], "tokens"
    else:
        return None
    if side < 2 or side > size:
        return None
    return round(size / side), channels, (side, side), kind


def _stage_names(network: nn.Module, layers: list[Layer]) -> set[str]:
    """Where stages end: per stride the outermost module of the encoder, and of those the last.

    In a vision transformer, where every block has the same stride, the normalised input of the
    last block: after it, a network that reads its class token gives the places no gradient.
    """
    encoder = "encoder." if hasattr(network, "encoder") else ""
    stages: dict[int, Layer] = {}
    for layer in layers:
        if not layer.name.startswith(encoder) or layer.name.startswith("decoder."):
            continue
        known = stages.get(layer.stride)
        if known is None or layer.name.count(".") <= known.name.count("."):
            stages[layer.stride] = layer
    tokens = [la for la in layers if la.kind == "tokens" and la.name.endswith(".norm1")]
    if tokens:
        stages[tokens[-1].stride] = tokens[-1]
    names = {layer.name for layer in stages.values()}
    if has_decoder(network):
        names |= {f"decoder.blocks.{i}" for i in range(len(network.decoder.blocks))}
    return names
