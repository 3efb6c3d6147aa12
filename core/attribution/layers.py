"""Find the layer whose output Grad-CAM weighs."""

from __future__ import annotations

import torch
from torch import nn

from core.errors import UsageError

#: The decoder's last block, on the network's own pixels.
DECODER_STRIDE = 1


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

    Found by running the encoder once on an empty slice, because what a module is called says
    little: timm's feature extractors call some containers' children and never the containers
    themselves, and a hook on a module that is never called sees nothing.

    Args:
        size: side of the network input, pixels.
        stride: 32 is the deepest map of all our backbones; 16 is finer and less specific.

    Returns:
        (qualified name, module).

    Raises:
        UsageError: no layer of the encoder has that stride; the message lists those there are.
    """
    names = {module: f"encoder.{name}" for name, module in network.encoder.named_modules() if name}
    stages: dict[int, nn.Module] = {}

    def note(module: nn.Module, _inputs: tuple, output: object) -> None:
        if isinstance(output, torch.Tensor) and output.dim() == 4 and output.shape[2] > 1:
            found = round(size / output.shape[2])
            known = stages.get(found)
            if known is None or names[module].count(".") <= names[known].count("."):
                stages[found] = module

    hooks = [module.register_forward_hook(note) for module in names]
    try:
        parameter = next(network.parameters(), torch.zeros(()))
        with torch.no_grad():
            network.encoder(torch.zeros(1, 3, size, size, dtype=parameter.dtype))
    finally:
        for hook in hooks:
            hook.remove()
    if stride not in stages:
        raise UsageError(
            f"no encoder layer has stride {stride}: choose one of "
            f"{', '.join(str(s) for s in sorted(stages))}."
        )
    return names[stages[stride]], stages[stride]
