import threading

import pytest

from core.cluster.slots import ReadingSlots
from core.errors import Cancelled


class FakeSemaphore:
    """As Dask's, in one process."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.error: Exception | None = None
        self.asked = threading.Event()

    def acquire(self, timeout: float) -> bool:
        if self.error:
            raise self.error
        self.asked.set()
        if not self.free:
            return False
        self.free -= 1
        return True

    def release(self) -> bool:
        self.free += 1
        return True


@pytest.fixture
def slots():
    slots = ReadingSlots("run", 2)
    slots._semaphore = FakeSemaphore(2)
    return slots


def test_a_slot_is_held_while_a_series_is_read_and_then_given_back(slots):
    with slots.taken(threading.Event()):
        assert slots._semaphore.free == 1
    assert slots._semaphore.free == 2


def test_a_slot_is_given_back_when_reading_fails(slots):
    with pytest.raises(OSError), slots.taken(threading.Event()):
        raise OSError
    assert slots._semaphore.free == 2


def test_who_waits_for_a_slot_can_be_stopped(slots):
    slots._semaphore.free = 0
    stop, ended = threading.Event(), []

    def wait() -> None:
        with pytest.raises(Cancelled), slots.taken(stop):
            raise AssertionError("read without a slot")
        ended.append(True)

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert slots._semaphore.asked.wait(60)
    stop.set()
    waiting.join()
    assert ended == [True]


@pytest.mark.parametrize("error", [OSError("the scheduler is gone"), TimeoutError()])
def test_without_an_answer_of_the_scheduler_the_series_is_read_all_the_same(slots, error):
    slots._semaphore.error = error
    with slots.taken(threading.Event()):
        pass
    assert slots._semaphore.free == 2


def test_without_a_limit_nobody_asks():
    with ReadingSlots("run", 0).taken(threading.Event()):
        pass
