"""The layers of a network whose output is a map, and which of them Grad-CAM uses."""

from __future__ import annotations

import math
import weakref
from dataclasses import dataclass, replace

import torch
from torch import nn

from core.attribution import sentences
from core.errors import UsageError

#: The decoder's last block, on the network's own pixels.
DECODER_STRIDE = 1
#: An encoder layer that still resolves positions; the default for networks without a decoder.
FINER_STRIDE = 16
#: A name for the encoder's coarsest map.
DEEPEST = "deepest"

_listed: weakref.WeakKeyDictionary[nn.Module, dict[int, tuple[Layer, ...]]] = (
    weakref.WeakKeyDictionary()
)


@dataclass(frozen=True)
class Layer:
    """A module that is called once per pass and whose output is a map of the slice."""

    #: Qualified name in the network.
    name: str
    #: Side of a cell of the map, in network pixels.
    stride: int
    channels: int
    #: (rows, columns) of the map.
    side: tuple[int, int]
    #: "map" (n, c, h, w), "channels_last" (n, h, w, c) or "tokens" (n, prefix + h w, c).
    kind: str = "map"
    #: Whether a stage of the encoder or decoder ends here; stages are offered first.
    stage: bool = False


def list_layers(network: nn.Module, size: int) -> tuple[Layer, ...]:
    """Every layer with a map, in the order in which their calls end.

    Found by running the network once on an empty slice, because the module tree alone is not
    enough: timm's feature extractors call the children of some containers but never the containers
    themselves, and a hook on a module that is never called does nothing.

    Args:
        size: side of the network input, pixels.
    """
    known = _listed.setdefault(network, {})
    if size not in known:
        known[size] = _find(network, size)
    return known[size]


def chosen_layer(network: nn.Module, size: int, name: str) -> Layer:
    """The layer that `name` stands for.

    Args:
        name: a qualified name; `DEEPEST`; or "" for the finest that resolves positions: the
            decoder's last block, or the stage at `FINER_STRIDE` if there is no decoder.

    Raises:
        UsageError: there is no such layer; the message lists the stages.
    """
    layers = list_layers(network, size)
    if not layers:
        raise UsageError(sentences.no_layer_with_map())
    blocks = decoder_blocks(network)
    if name == "" and blocks:
        name = blocks[-1]
    elif name in ("", DEEPEST):
        stages = _encoder_stages(layers)
        finer = [layer for layer in stages if layer.stride == FINER_STRIDE]
        if name == "" and finer:
            return finer[-1]
        return max(stages, key=lambda layer: layer.stride)
    for layer in layers:
        if layer.name == name:
            return layer
    raise UsageError(sentences.unknown_layer(name, [layer.name for layer in layers if layer.stage]))


def layer_at(network: nn.Module, size: int, stride: int) -> str:
    """Name of the decoder's last block for `DECODER_STRIDE`, otherwise of the `encoder_layer`.

    Raises:
        UsageError: there is no such layer.
    """
    blocks = decoder_blocks(network)
    if stride == DECODER_STRIDE and blocks:
        return blocks[-1]
    return encoder_layer(network, size, stride)


def decoder_blocks(network: nn.Module) -> tuple[str, ...]:
    """Names of the decoder's blocks, the finest last; empty if the network has no decoder.

    An FPN and DeepLabV3+ merge branches instead of refining one map block by block: they count as
    one block.
    """
    decoder = getattr(network, "decoder", None)
    if not isinstance(decoder, nn.Module):
        return ()
    blocks = getattr(decoder, "blocks", None)
    if not isinstance(blocks, nn.ModuleList):
        return ("decoder",)
    return tuple(f"decoder.blocks.{index}" for index in range(len(blocks)))


def encoder_layer(network: nn.Module, size: int, stride: int) -> str:
    """Qualified name of the stage of `network.encoder` that ends at 1/`stride` of the input's side.

    It is the outermost module with such a map; if there are several, the last that is called. (The
    last of all modules would be an inner layer of the next stage, just before it halves the map.)

    Args:
        size: side of the network input, pixels.
        stride: 32 is the deepest map of all our backbones; 16 is finer and less specific.

    Raises:
        UsageError: no layer of the encoder has that stride; the message lists the strides.
    """
    layers = list_layers(network.get_submodule("encoder"), size)
    stages = {layer.stride: layer for layer in layers if layer.stage}
    if stride not in stages:
        raise UsageError(sentences.no_layer_at_stride(stride, sorted(stages)))
    return f"encoder.{stages[stride].name}"


def _encoder_stages(layers: tuple[Layer, ...]) -> list[Layer]:
    return [layer for layer in layers if layer.stage and not _of_decoder(layer)]


def _of_decoder(layer: Layer) -> bool:
    return layer.name == "decoder" or layer.name.startswith("decoder.")


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
    prefixes = (getattr(module, "num_prefix_tokens", None) for module in network.modules())
    prefix = next((count for count in prefixes if isinstance(count, int)), 0)
    # Only the encoder's own maps: what comes after it has been turned to channels first.
    last = {
        part
        for module in network.modules()
        if getattr(module, "output_fmt", "") == "NHWC"
        for part in module.modules()
    }

    def note(module: nn.Module, _inputs: tuple, output: object) -> None:
        calls[module] = calls.get(module, 0) + 1
        if isinstance(output, torch.Tensor) and module not in inside_attention:
            shape = _map_shape(output.shape, size, prefix, module in last)
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
    return tuple(replace(layer, stage=layer.name in stages) for layer in layers)


def _map_shape(
    shape: torch.Size, size: int, prefix: int, channels_last: bool
) -> tuple[int, int, tuple[int, int], str] | None:
    """(stride, channels, side, kind) of a module's output for one slice; None if it is no map."""
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

    In a vision transformer every block has the same stride. There it is the normalised input of
    the last block: if the network reads its class token, later tokens get no gradient.
    """
    encoder = "encoder." if hasattr(network, "encoder") else ""
    stages: dict[int, Layer] = {}
    for layer in layers:
        if not layer.name.startswith(encoder) or _of_decoder(layer):
            continue
        known = stages.get(layer.stride)
        if known is None or layer.name.count(".") <= known.name.count("."):
            stages[layer.stride] = layer
    tokens = [layer for layer in layers if layer.kind == "tokens" and layer.name.endswith(".norm1")]
    if tokens:
        stages[tokens[-1].stride] = tokens[-1]
    return {layer.name for layer in stages.values()} | set(decoder_blocks(network))
