"""Find the encoder layer whose output Grad-CAM weighs."""

from __future__ import annotations

import torch
from torch import nn

from core.errors import UsageError


def encoder_layer(network: nn.Module, size: int, stride: int) -> tuple[str, nn.Module]:
    """The last module of `network.encoder` that gives a map of 1/`stride` of the input's side.

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
    called: dict[int, nn.Module] = {}

    def note(module: nn.Module, _inputs: tuple, output: object) -> None:
        if isinstance(output, torch.Tensor) and output.dim() == 4 and output.shape[2] > 1:
            called[round(size / output.shape[2])] = module

    hooks = [module.register_forward_hook(note) for module in names]
    try:
        parameter = next(network.parameters(), torch.zeros(()))
        with torch.no_grad():
            network.encoder(torch.zeros(1, 3, size, size, dtype=parameter.dtype))
    finally:
        for hook in hooks:
            hook.remove()
    if stride not in called:
        raise UsageError(
            f"no encoder layer has stride {stride}: choose one of "
            f"{', '.join(str(s) for s in sorted(called))}."
        )
    return names[called[stride]], called[stride]
