"""Find out which activations a network calls, and whether as modules or as functions."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from core.attribution.target import TargetScores
from core.models.evidence import EvidenceHead

#: Names of activation functions, whether in torch, in torch.nn.functional or methods of a tensor.
ACTIVATIONS = frozenset(
    (
        *("relu", "relu_", "relu6", "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "prelu"),
        *("rrelu", "elu", "elu_", "selu", "selu_", "celu", "celu_", "silu", "gelu", "mish"),
        *("hardswish", "hardsigmoid", "sigmoid", "sigmoid_", "tanh", "tanh_", "softplus"),
        *("softsign", "softmax"),
    )
)
#: Heads use such functions on the network's outputs; these are not hidden layers.
_HEADS = (EvidenceHead, TargetScores)


@dataclass(frozen=True)
class Probe:
    """The activations called in one pass."""

    #: Name -> class of each activation module, in call order.
    activation_modules: dict[str, str] = field(default_factory=dict)
    #: (name of the calling module, function) of each activation that is not a module.
    activation_calls: list[tuple[str, str]] = field(default_factory=list)


_probed: weakref.WeakKeyDictionary[nn.Module, Probe] = weakref.WeakKeyDictionary()


def probe(network: nn.Module, size: int) -> Probe:
    """The activations that `network` calls on an empty slice; run once per network."""
    if network not in _probed:
        _probed[network] = _probe(network, size)
    return _probed[network]


def _probe(network: nn.Module, size: int) -> Probe:
    found = Probe()
    names = {module: name for name, module in network.named_modules()}
    running: list[nn.Module] = []

    class RecordActivations(TorchFunctionMode):
        def __torch_function__(
            self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None
        ) -> Any:
            name = getattr(func, "__name__", "")
            if name in ACTIVATIONS and running and not isinstance(running[-1], _HEADS):
                _record(found, names[running[-1]], running[-1], name)
            return func(*args, **(kwargs or {}))

    def enter(module: nn.Module, _inputs: tuple) -> None:
        running.append(module)

    def leave(_module: nn.Module, _inputs: tuple, _output: object) -> None:
        running.pop()

    hooks = [module.register_forward_pre_hook(enter) for module in names]
    hooks += [module.register_forward_hook(leave) for module in names]
    try:
        with torch.no_grad(), RecordActivations():
            network(torch.zeros(1, 3, size, size))
    finally:
        for hook in hooks:
            hook.remove()
    return found


def _record(found: Probe, name: str, module: nn.Module, function: str) -> None:
    # A module without children or weights that calls an activation is that activation.
    if not any(module.children()) and next(module.parameters(recurse=False), None) is None:
        found.activation_modules[name] = type(module).__name__
    else:
        found.activation_calls.append((name, function.rstrip("_")))
