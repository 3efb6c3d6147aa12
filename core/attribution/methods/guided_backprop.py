"""Guided Backprop: a gradient that lets only support for the score pass each ReLU."""

from __future__ import annotations

import torch
from captum.attr import GuidedBackprop
from torch import nn
from torch.nn import functional

from core.attribution.method import Attributions, Method, Task
from core.attribution.probe import probe

#: A ReLU that is cut off at 6 rectifies as a ReLU does, so the same rule holds.
RECTIFIERS = (nn.ReLU, nn.ReLU6)
#: These gate other values and rectify none.
_GATES = ("sigmoid", "hardsigmoid", "softmax")


class GuidedRectifiers(GuidedBackprop):
    """Captum's `GuidedBackprop`, which knows `nn.ReLU` only, on ReLU6 as well.

    The rule acts on a copy of what goes into the rectifier. Captum's acts on the tensor itself,
    whose gradient also holds what comes by other ways, a shortcut for example.
    """

    def _register_hooks(self, module: nn.Module) -> None:
        if isinstance(module, RECTIFIERS):
            self.backward_hooks.append(module.register_forward_pre_hook(_let_support_pass))


def _let_support_pass(_module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> torch.Tensor:
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
    """Why the rule for ReLU doesn't reach every activation of `network`."""
    found = probe(network, size)
    for name, kind in found.activation_modules.items():
        if kind not in ("ReLU", "ReLU6") and kind.lower() not in _GATES:
            return (
                f"guided backprop has a rule for ReLU only, and {name} of this network activates "
                f"with {kind}: choose another method, such as saliency."
            )
    for owner, function in found.activation_calls:
        if function not in _GATES:
            return (
                f"guided backprop hooks ReLU modules, and {owner or 'the network'} calls "
                f"{function} as a function, where there is nothing to hook: choose another "
                "method, such as saliency."
            )
    if not found.activation_modules:
        return (
            "guided backprop changes what happens at ReLUs, and this network has none: choose "
            "another method, such as saliency."
        )
    return None


GUIDED_BACKPROP = Method(
    name="guided_backprop",
    title="Guided Backprop",
    summary="Fine structures that support the score; known to stay much alike for another class.",
    reference=(
        "Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for simplicity: the all "
        "convolutional net. ICLR workshop 2015"
    ),
    cost="1 pass forward and back",
    compute=compute,
    unit="guided gradient: logits per unit of the input's 0..1",
    obstacle=obstacle,
)
