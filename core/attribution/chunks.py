"""How many slices go through a network at once without filling the memory."""

from __future__ import annotations

import weakref

import torch
from torch import nn

#: What the activations of one pass may take, beside the network itself.
MEMORY_BOUND_BYTES = 2**30
#: No more than this at once: larger batches gain nothing on a processor.
MOST_ROWS = 16

_measured: weakref.WeakKeyDictionary[nn.Module, dict[tuple[int, str], tuple[int, int]]] = (
    weakref.WeakKeyDictionary()
)


def slices_per_pass(network: nn.Module, size: int, after: str = "") -> tuple[int, int]:
    """Slices of `size` x `size` that fit into a pass forward and back, and into a forward one.

    Back needs every layer's output and its gradient; forward needs a few neighbouring ones.

    Args:
        after: name of the module behind which the way back ends; "" for the input.
    """
    every, largest = activation_bytes(network, size, after)
    there_and_back = MEMORY_BOUND_BYTES // max(2 * every, 1)
    forward = MEMORY_BOUND_BYTES // max(8 * largest, 1)
    return min(max(there_and_back, 1), MOST_ROWS), min(max(forward, 1), MOST_ROWS)


def activation_bytes(network: nn.Module, size: int, after: str = "") -> tuple[int, int]:
    """Bytes of the outputs of all innermost modules that are called behind `after`, for one slice;
    and of the largest output of all.

    Found by running the network once on an empty slice.
    """
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
