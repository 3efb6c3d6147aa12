import threading

import pytest
import torch
from torch import nn

from core.attribution.guard import Cancellable, holding
from core.errors import Cancelled


def test_a_pass_counts_when_the_next_one_begins():
    seen = []
    network = Cancellable(nn.Flatten(), passed=seen.append)
    for rows in (2, 3, 1):
        network(torch.zeros(rows, 3, 2, 2))
    assert seen == [0, 2, 5]


def test_no_pass_begins_after_a_cancellation():
    cancel, seen = threading.Event(), []
    network = Cancellable(nn.Flatten(), cancel, seen.append)
    network(torch.zeros(2, 3, 2, 2))
    cancel.set()
    with pytest.raises(Cancelled) as refused:
        network(torch.zeros(2, 3, 2, 2))
    assert refused.value.code == "heatmap_cancelled"
    assert seen == [0]


def test_the_wait_for_a_lock_can_be_cancelled():
    lock, cancel = threading.RLock(), threading.Event()
    held, go = threading.Event(), threading.Event()

    def hold():
        with lock:
            held.set()
            go.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    cancel.set()
    with pytest.raises(Cancelled), holding(lock, cancel):
        pass
    go.set()
    other.join(60)
    with holding(lock, cancel), holding(lock):  # free: nothing to wait for
        pass
