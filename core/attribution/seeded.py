"""Random draws that are the same each time, without touching anyone else's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

#: Captum draws from the process's own generators, of which there is one each.
_one_at_a_time = threading.RLock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within the block, torch's and NumPy's global draws start from `seed`; afterwards they go on
    as if nothing had been."""
    with _one_at_a_time, torch.random.fork_rng(devices=[]):
        state = np.random.get_state()
        torch.manual_seed(seed)
        np.random.seed(seed)
        try:
            yield
        finally:
            np.random.set_state(state)
