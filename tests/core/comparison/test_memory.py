from pathlib import Path

import numpy as np
import pytest

from core.comparison.memory import PeakMemory

MIB = 2**20


def can_reset_the_peak() -> bool:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


needs_linux = pytest.mark.skipif(
    not can_reset_the_peak(), reason="this system doesn't let a process reset its memory peak"
)


@needs_linux
def test_a_short_lived_array_is_measured():
    with PeakMemory() as memory:
        block = np.ones(64 * MIB, np.uint8)
        del block
    assert 60 * MIB < memory.rise_bytes < 120 * MIB


@needs_linux
def test_earlier_memory_is_not_counted():
    before = np.ones(64 * MIB, np.uint8)
    np.ones(128 * MIB, np.uint8)
    with PeakMemory() as memory:
        assert before[0] == 1
    assert memory.rise_bytes < 30 * MIB


@needs_linux
def test_memory_freed_earlier_does_not_hide_new_memory():
    pieces = [np.ones(MIB // 8, np.uint8) for _ in range(400)]
    del pieces
    with PeakMemory() as memory:
        pieces = [np.ones(MIB // 8, np.uint8) for _ in range(400)]
    assert len(pieces) == 400
    assert memory.rise_bytes > 35 * MIB


def test_the_systems_numbers_are_read(tmp_path):
    (tmp_path / "clear_refs").touch()
    (tmp_path / "status").write_text("Name:\tpython\nVmHWM:\t  900 kB\nVmRSS:\t  500 kB\n")
    with PeakMemory(tmp_path) as memory:
        assert (tmp_path / "clear_refs").read_text() == "5"
    assert memory.rise_bytes == 400 * 1024


def test_a_system_that_does_not_say(tmp_path):
    with PeakMemory(tmp_path / "nothing") as memory:
        pass
    assert memory.rise_bytes is None
    # The peak can be reset, but not read.
    (tmp_path / "clear_refs").touch()
    with PeakMemory(tmp_path) as memory:
        pass
    assert memory.rise_bytes is None
