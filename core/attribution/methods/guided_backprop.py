"""Guided Backprop: a gradient that lets only support for the score pass each ReLU."""

from __future__ import annotations

from captum._utils.common import _register_backward_hook
from captum.attr import GuidedBackprop
from torch import nn

from core.attribution.method import Attributions, Method, Task
from core.attribution.probe import probe

#: A ReLU that is cut off at 6 rectifies as a ReLU does, so the same rule holds.
RECTIFIERS = (nn.ReLU, nn.ReLU6)
#: These gate other values and rectify none.
_GATES = ("sigmoid", "hardsigmoid", "softmax")


class GuidedRectifiers(GuidedBackprop):
    """Captum's `GuidedBackprop`, which knows `nn.ReLU` only, on ReLU6 as well."""

    def _register_hooks(self, module: nn.Module) -> None:
        if isinstance(module, RECTIFIERS):
            self.backward_hooks.extend(_register_backward_hook(module, self._backward_hook, self))


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
