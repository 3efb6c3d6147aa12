"""Guided Backprop: a gradient that passes each ReLU only where it supports the score."""

from __future__ import annotations

import torch
from captum.attr import GuidedBackprop
from torch import nn
from torch.nn import functional

from core.attribution import sentences
from core.attribution.method import Attributions, Method, Task
from core.attribution.probe import probe

#: A ReLU that is capped at 6 rectifies as a ReLU does, so the same rule applies.
RECTIFIERS = (nn.ReLU, nn.ReLU6)
#: These gate other values; they do not rectify.
_GATES = ("sigmoid", "hardsigmoid", "softmax")


class GuidedRectifiers(GuidedBackprop):
    """Captum's `GuidedBackprop`, which handles only `nn.ReLU`, extended to ReLU6.

    The rule acts on a copy of the rectifier's input. Captum's acts on the tensor itself, whose
    gradient also includes what arrives by other paths, a shortcut for example.
    """

    def _register_hooks(self, module: nn.Module) -> None:
        if isinstance(module, RECTIFIERS):
            self.backward_hooks.append(module.register_forward_pre_hook(_pass_only_support))


def _pass_only_support(_module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> torch.Tensor:
    copy = inputs[0].clone()
    if copy.requires_grad:
        copy.register_hook(functional.relu)
    return copy


def compute(task: Task) -> Attributions:
    """Captum's `GuidedBackprop`, summed over the channels."""
    values = GuidedRectifiers(task.network).attribute(
        task.tensors.requires_grad_(), target=task.target
    )
    return Attributions(values.sum(dim=1))


def obstacle(network: nn.Module, size: int) -> str | None:
    """Why the rule for ReLU doesn't cover every activation of `network`."""
    found = probe(network, size)
    for name, kind in found.activation_modules.items():
        if kind not in ("ReLU", "ReLU6") and kind.lower() not in _GATES:
            return sentences.activation_without_rule(name, kind)
    for caller, function in found.activation_calls:
        if function not in _GATES:
            return sentences.activation_not_a_module(caller, function)
    if not found.activation_modules:
        return sentences.no_rectifier()
    return None


GUIDED_BACKPROP = Method(
    name="guided_backprop",
    title="Guided Backprop",
    summary="Fine structures that support the score; known to look much the same for any class.",
    reference=(
        "Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for simplicity: the all "
        "convolutional net. ICLR workshop 2015"
    ),
    cost="1 forward and backward pass",
    compute=compute,
    passes=lambda values, size: 1,
    unit="guided gradient: logits per unit of the input (0..1)",
    obstacle=obstacle,
)
