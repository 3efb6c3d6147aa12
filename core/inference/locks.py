"""One lock per network: attribution puts hooks on the modules that prediction calls."""

from __future__ import annotations

import threading
import weakref

from torch import nn

_locks: weakref.WeakKeyDictionary[nn.Module, threading.RLock] = weakref.WeakKeyDictionary()
_guard = threading.Lock()


def network_lock(network: nn.Module) -> threading.RLock:
    """The lock to hold while `network` runs eagerly, is traced, or carries hooks.

    Two browser sessions share one loaded model; without this, the forward pass of one would run
    through the hooks of the other's heatmap.
    """
    with _guard:
        return _locks.setdefault(network, threading.RLock())
