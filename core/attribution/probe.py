"""Look which activations a network really calls, and whether as modules or as functions."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from core.attribution.target import TargetScores
from core.models.evidence import EvidenceHead

#: Names of the functions that activate, whether of torch, of torch.nn.functional or of a tensor.
ACTIVATIONS = frozenset(
    (
        *("relu", "relu_", "relu6", "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "prelu"),
        *("rrelu", "elu", "elu_", "selu", "selu_", "celu", "celu_", "silu", "gelu", "mish"),
        *("hardswish", "hardsigmoid", "sigmoid", "sigmoid_", "tanh", "tanh_", "softplus"),
        *("softsign", "softmax"),
    )
)
#: They read what the layers found and are no hidden layers themselves.
_HEADS = (EvidenceHead, TargetScores)


@dataclass(frozen=True)
class Probe:
    """What was met on one pass."""

    #: Name of each module that activates, in the order of their calls -> its class.
    activation_modules: dict[str, str] = field(default_factory=dict)
    #: (name of the module that called it, function): activations that are no modules.
    activation_calls: list[tuple[str, str]] = field(default_factory=list)


_probed: weakref.WeakKeyDictionary[nn.Module, Probe] = weakref.WeakKeyDictionary()


def probe(network: nn.Module, size: int) -> Probe:
    """Run `network` once on an empty slice and note its activations; remembered."""
    if network not in _probed:
        _probed[network] = _look(network, size)
    return _probed[network]


def _look(network: nn.Module, size: int) -> Probe:
    found = Probe()
    names = {module: name for name, module in network.named_modules()}
    running: list[nn.Module] = []

    class Listen(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            name = getattr(function, "__name__", "")
            if name in ACTIVATIONS and running and not isinstance(running[-1], _HEADS):
                _note(found, names[running[-1]], running[-1], name)
            return function(*args, **(kwargs or {}))

    def enter(module: nn.Module, _inputs: tuple) -> None:
        running.append(module)

    def leave(_module: nn.Module, _inputs: tuple, _output: object) -> None:
        running.pop()

    hooks = [module.register_forward_pre_hook(enter) for module in names]
    hooks += [module.register_forward_hook(leave) for module in names]
    try:
        with torch.no_grad(), Listen():
            network(torch.zeros(1, 3, size, size))
    finally:
        for hook in hooks:
            hook.remove()
    return found


def _note(found: Probe, name: str, module: nn.Module, function: str) -> None:
    # A module without children and weights that calls an activation is that activation.
    if not any(module.children()) and next(module.parameters(recurse=False), None) is None:
        found.activation_modules[name] = type(module).__name__
    else:
        found.activation_calls.append((name, function.rstrip("_")))
