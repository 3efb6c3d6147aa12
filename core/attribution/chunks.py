"""How many slices go through a network at once without filling the memory."""

from __future__ import annotations

import weakref

import torch
from torch import nn

#: What the activations of one pass may take, beside the network itself.
MEMORY_BOUND_BYTES = 2**30
#: No more than this at once: larger batches gain nothing on a processor.
MOST_ROWS = 16

_measured: weakref.WeakKeyDictionary[nn.Module, dict[int, tuple[int, int]]] = (
    weakref.WeakKeyDictionary()
)


def slices_per_pass(network: nn.Module, size: int) -> tuple[int, int]:
    """Slices of `size` x `size` that fit into a pass forward and back, and into a forward one.

    Back needs every layer's output and its gradient; forward needs a few neighbouring ones.
    """
    every, largest = activation_bytes(network, size)
    there_and_back = MEMORY_BOUND_BYTES // max(2 * every, 1)
    forward = MEMORY_BOUND_BYTES // max(8 * largest, 1)
    return min(max(there_and_back, 1), MOST_ROWS), min(max(forward, 1), MOST_ROWS)


def activation_bytes(network: nn.Module, size: int) -> tuple[int, int]:
    """Bytes of all outputs of the innermost modules for one slice, and of the largest of them.

    Found by running the network once on an empty slice.
    """
    known = _measured.setdefault(network, {})
    if size not in known:
        known[size] = _measure(network, size)
    return known[size]


def _measure(network: nn.Module, size: int) -> tuple[int, int]:
    sizes = [0]

    def note(_module: nn.Module, _inputs: tuple, output: object) -> None:
        if isinstance(output, torch.Tensor):
            sizes.append(output.numel() * output.element_size())

    innermost = [module for module in network.modules() if not any(module.children())]
    hooks = [module.register_forward_hook(note) for module in innermost]
    try:
        with torch.no_grad():
            network(torch.zeros(1, 3, size, size))
    finally:
        for hook in hooks:
            hook.remove()
    return sum(sizes), max(sizes)
