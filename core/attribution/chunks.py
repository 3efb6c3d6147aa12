"""How many slices can go through a network at once within a bound on memory."""

from __future__ import annotations

import weakref

import torch
from torch import nn

from core.attribution.target import ScoreNetwork

#: Memory that the activations of one pass may take, in addition to the network itself.
MEMORY_BOUND_BYTES = 2**30
#: Larger batches than this are no faster on a CPU.
MAX_ROWS = 16

_measured: weakref.WeakKeyDictionary[nn.Module, dict[tuple[int, str], tuple[int, int]]] = (
    weakref.WeakKeyDictionary()
)


def slices_per_pass(network: nn.Module, size: int, after: str = "") -> tuple[int, int]:
    """How many slices of `size` x `size` fit into a forward and backward pass, and into a forward
    pass alone.

    A backward pass needs every layer's output and gradient; a forward pass a few neighbouring ones.

    Args:
        after: name of the module at whose output the backward pass ends; "" for the input.
    """
    total, largest = activation_bytes(network, size, after)
    with_backward = MEMORY_BOUND_BYTES // max(2 * total, 1)
    forward = MEMORY_BOUND_BYTES // max(8 * largest, 1)
    return min(max(with_backward, 1), MAX_ROWS), min(max(forward, 1), MAX_ROWS)


def activation_bytes(network: nn.Module, size: int, after: str = "") -> tuple[int, int]:
    """Size of one slice's outputs: of all innermost modules called after `after`, summed; and of
    the largest output in the whole network.

    Measured by running the network once on an empty slice.
    """
    if isinstance(network, ScoreNetwork):
        # Made anew for each heatmap, around a network that stays.
        network = network.network
    known = _measured.setdefault(network, {})
    key = (size, after)
    if key not in known:
        known[key] = _measure(network, size, after)
    return known[key]


def _measure(network: nn.Module, size: int, after: str) -> tuple[int, int]:
    sizes, start = [0], 0

    def note(_module: nn.Module, _inputs: tuple, output: object) -> None:
        if isinstance(output, torch.Tensor):
            sizes.append(output.numel() * output.element_size())

    def begin(_module: nn.Module, _inputs: tuple, _output: object) -> None:
        nonlocal start
        start = len(sizes)

    innermost = [module for module in network.modules() if not any(module.children())]
    hooks = [module.register_forward_hook(note) for module in innermost]
    if after:
        hooks.append(network.get_submodule(after).register_forward_hook(begin))
    try:
        with torch.no_grad():
            network(torch.zeros(1, 3, size, size))
    finally:
        for hook in hooks:
            hook.remove()
    return sum(sizes[start:]), max(sizes)
