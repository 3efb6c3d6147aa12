"""Reproducible random draws that leave everyone else's unchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

#: Captum draws from torch's and NumPy's global generators, which the whole process shares.
_one_at_a_time = threading.RLock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within the block, torch's and NumPy's global generators start from `seed`; afterwards their
    earlier states are restored."""
    with _one_at_a_time, torch.random.fork_rng(devices=[]):
        state = np.random.get_state()
        torch.manual_seed(seed)
        np.random.seed(seed)
        try:
            yield
        finally:
            np.random.set_state(state)
