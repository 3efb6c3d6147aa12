"""Randomise a network's learnt weights, from the head down."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

#: Standard deviation for learnt tensors outside the usual layers (position embeddings, class
#: tokens, layer scales): timm's own for transformers.
LOOSE_STD = 0.02
#: Parts of our U-Net from the score down to the slice, with their titles.
UNET_PARTS = (
    (("slice_head",), "slice head"),
    (("classification_head", "segmentation_head"), "mask and encoder heads"),
    (("decoder",), "decoder"),
)
THIRDS = ("last third", "middle third", "first third")


def cascade(network: nn.Module, example: torch.Tensor) -> list[tuple[str, list[nn.Module]]]:
    """(title, modules with weights) of each stage, the one nearest to the score first.

    Our U-Net: the slice head; the mask's and the encoder's heads; the decoder; the encoder in
    thirds of its layers, deepest first. Any other network: its last layer, then the rest in
    thirds. Layers are ordered by their first call with `example`; weights of containers (position
    embeddings) are placed where the container is entered.
    """
    called = _in_call_order(network, example)
    names = {module: name.split(".") for name, module in network.named_modules()}
    stages = []
    rest = called
    for parts, title in UNET_PARTS:
        mine = [m for m in rest if any(part in names[m] for part in parts)]
        rest = [m for m in rest if m not in set(mine)]
        if mine:
            stages.append((title, mine))
    kind = "encoder"
    if not stages:
        kind, stages, rest = "layers", [("last layer", rest[-1:])], rest[:-1]
    ends = [len(rest) * i // 3 for i in range(4)]
    for third, title in zip((2, 1, 0), THIRDS, strict=True):
        mine = rest[ends[third] : ends[third + 1]]
        if mine:
            stages.append((f"{kind}, {title}", mine))
    return stages


def reinitialise(modules: Sequence[nn.Module], generator: torch.Generator) -> None:
    """Randomise the modules' own weights, in place.

    Kernels and matrices are drawn as in He et al. (ICCV 2015), which keeps the size of activations
    constant over any depth; biases become 0; normalisations, with their running statistics, become
    the identity; other learnt tensors are drawn from a normal distribution of `LOOSE_STD`.
    """
    with torch.no_grad():
        for module in modules:
            is_norm = isinstance(module, NORMALISATIONS) or hasattr(module, "running_mean")
            for name, parameter in module.named_parameters(recurse=False):
                if is_norm or name == "bias":
                    parameter.fill_(1.0 if is_norm and name == "weight" else 0.0)
                elif name == "weight" and parameter.ndim >= 2:
                    nn.init.kaiming_normal_(parameter, generator=generator)
                else:
                    parameter.normal_(0.0, LOOSE_STD, generator=generator)
            for name, buffer in module.named_buffers(recurse=False):
                if name in ("running_mean", "running_var"):
                    buffer.fill_(0.0 if name == "running_mean" else 1.0)


NORMALISATIONS = (nn.LayerNorm, nn.GroupNorm, nn.modules.batchnorm._NormBase)


def _in_call_order(network: nn.Module, example: torch.Tensor) -> list[nn.Module]:
    """Modules with weights of their own, in the order in which they are entered; those never
    entered (their weights are read from outside) come first."""
    owners = [m for m in network.modules() if any(True for _ in m.parameters(recurse=False))]
    called: list[nn.Module] = []

    def note(module: nn.Module, _inputs: tuple) -> None:
        if module not in called:
            called.append(module)

    hooks = [module.register_forward_pre_hook(note) for module in owners]
    try:
        with torch.no_grad():
            network(example)
    finally:
        for hook in hooks:
            hook.remove()
    return [m for m in owners if m not in called] + called
