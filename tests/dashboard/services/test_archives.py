"""What comes from an archive into memory is counted as it comes, and given back as it goes."""

import gc

import pytest

from dashboard.services.archives import CountedTarget
from dashboard.state.hold import MemoryShortError
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import ServerMemory
from tests.coded import raises


@pytest.fixture
def memory() -> ServerMemory:
    """Room for twelve bytes of files, and as many of images."""
    return ServerMemory(PROGRAM_BYTES + 24, lambda: None, lambda: None)


def test_files_are_held_until_they_are_gone(memory):
    target = CountedTarget(memory)
    target.keep("a.dcm", b"123456")
    target.keep("b.dcm", b"12345")
    target.finish()
    assert (memory.held("files"), target.hold.spare) == (11, 11)
    hold = target.hold
    del target
    gc.collect()
    assert memory.held() == 0
    assert hold.is_over


def test_a_series_that_no_longer_fits_is_given_up_and_leaves_nothing(memory):
    target = CountedTarget(memory)
    target.keep("a.dcm", b"123456")
    with raises(MemoryShortError, "memory_is_full"):
        target.keep("b.dcm", b"1234567")
    target.drop()
    assert (target.files, memory.held()) == ([], 0)
