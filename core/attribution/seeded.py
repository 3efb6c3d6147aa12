"""Reproducible random draws that leave everyone else's unchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from core.attribution.guard import holding

#: Captum draws from torch's and NumPy's global generators, which the whole process shares.
_one_at_a_time = threading.RLock()


@contextmanager
def seeded(seed: int, cancel: threading.Event | None = None) -> Iterator[None]:
    """Within the block, torch's and NumPy's global generators start from `seed`; afterwards their
    earlier states are restored. The wait for another such block can be cancelled.

    Raises:
        Cancelled: `cancel` was set.
    """
    with holding(_one_at_a_time, cancel), torch.random.fork_rng(devices=[]):
        state = np.random.get_state()
        torch.manual_seed(seed)
        np.random.seed(seed)
        try:
            yield
        finally:
            np.random.set_state(state)
