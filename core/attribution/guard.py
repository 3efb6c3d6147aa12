"""Protect a network while it is explained: it can be cancelled, and no hook is left behind."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import nn

from core.attribution import sentences
from core.attribution.target import ScoreNetwork
from core.errors import Cancelled

_HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_pre_hooks_with_kwargs",
    "_forward_hooks_always_called",
)


#: How often a wait for a lock looks whether the user has cancelled, s.
_LOOK_SECONDS = 0.1


class Cancellable(nn.Module):
    """The same scores; checks before each pass whether the user has cancelled.

    A pass counts as done when the next one begins: until then its gradients may be under way.
    """

    def __init__(
        self,
        network: nn.Module,
        cancel: threading.Event | None = None,
        passed: Callable[[int], None] | None = None,
    ) -> None:
        """
        Args:
            passed: called before each pass with the number of slices that went through so far.
        """
        super().__init__()
        self.network = network
        self._cancel = cancel
        self._passed = passed or (lambda slices: None)
        self._slices = 0
        self.eval()

    @property
    def inner(self) -> nn.Module:
        """The network whose layer names people use."""
        wrapped = self.network
        return wrapped.network if isinstance(wrapped, ScoreNetwork) else wrapped

    def forward(self, slices: torch.Tensor) -> torch.Tensor:
        """
        Raises:
            Cancelled: the user has cancelled.
        """
        check(self._cancel)
        self._passed(self._slices)
        self._slices += len(slices)
        return self.network(slices)


def check(cancel: threading.Event | None) -> None:
    """
    Raises:
        Cancelled: the user has cancelled.
    """
    if cancel is not None and cancel.is_set():
        raise Cancelled(sentences.heatmap_cancelled())


@contextmanager
def holding(lock: threading.RLock, cancel: threading.Event | None = None) -> Iterator[None]:
    """Hold `lock`; the wait for it can be cancelled.

    Raises:
        Cancelled: the user has cancelled.
    """
    while not lock.acquire(timeout=_LOOK_SECONDS):
        check(cancel)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def hooks_removed(network: nn.Module) -> Iterator[None]:
    """Afterwards every module has the hooks that it had before, whatever happened.

    Captum removes its own hooks, but not if it is interrupted while setting them.
    """
    before = {
        (module, name): set(getattr(module, name, ()))
        for module in network.modules()
        for name in _HOOKS
    }
    try:
        yield
    finally:
        for (module, name), kept in before.items():
            hooks = getattr(module, name, {})
            for key in [key for key in hooks if key not in kept]:
                del hooks[key]


@contextmanager
def frozen(network: nn.Module) -> Iterator[None]:
    """Within the block no parameter requires a gradient; only the slice does."""
    trainable = [parameter for parameter in network.parameters() if parameter.requires_grad]
    for parameter in trainable:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in trainable:
            parameter.requires_grad_(True)


@contextmanager
def without_hook_warnings() -> Iterator[None]:
    """Silence Captum's warning that it sets hooks: `hooks_removed` removes them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*Setting (forward, )?backward hooks")
        yield
