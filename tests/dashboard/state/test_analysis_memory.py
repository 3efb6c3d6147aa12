import threading

import pytest

from core.errors import Cancelled
from dashboard.state import analysis_memory
from dashboard.state.analysis_memory import WORK_BYTES, bytes_needed, in_memory
from dashboard.state.hold import MemoryShortError
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import ServerMemory
from tests.coded import raises
from tests.dashboard.tiny_case import tiny_series

#: Three bytes for each of 6 x 64 x 64 voxels, and the work.
NEEDED = 3 * 6 * 64 * 64 + WORK_BYTES


@pytest.fixture
def memory(monkeypatch) -> ServerMemory:
    """Room for one analysis and no more."""
    memory = ServerMemory(PROGRAM_BYTES + NEEDED, lambda: None, lambda: None)
    monkeypatch.setattr(analysis_memory, "MEMORY", memory)
    return memory


def test_it_takes_memory_while_it_runs(memory):
    series = tiny_series()
    assert bytes_needed(series) == NEEDED
    held = in_memory(series, threading.Event(), lambda: memory.held("results"))
    assert held == NEEDED
    assert memory.held() == 0


def test_without_room_it_does_not_begin(memory, monkeypatch):
    monkeypatch.setattr(analysis_memory, "PATIENCE_SECONDS", 0.0)
    with memory.take("series", 1), raises(MemoryShortError, "memory_is_full"):
        in_memory(tiny_series(), threading.Event(), lambda: pytest.fail("it began"))


def test_cancelled_it_waits_no_longer(memory):
    off = threading.Event()
    off.set()
    with memory.take("series", 1), pytest.raises(Cancelled):
        in_memory(tiny_series(), off, lambda: pytest.fail("it began"))
