"""The count of what the server holds, and who gets room, waits or is refused."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest

from core.errors import Cancelled
from dashboard.state.hold import MemoryShortError
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import (
    PROMISE_SECONDS,
    RETURN_SECONDS,
    WAIT_SECONDS,
    WORTH_BYTES,
    ServerMemory,
)
from dashboard.state.waiting_line import ABSENT_SECONDS
from tests.coded import raises

GB = 10**9
#: The program, and 3 GB for people.
LIMIT = PROGRAM_BYTES + 3 * GB


class System:
    """What the process has, and the time."""

    def __init__(self) -> None:
        self.resident: int | None = None
        self.free = 0
        self.returned = 0
        self.now = 0.0

    def give_back(self) -> None:
        self.returned += 1
        if self.resident is not None:
            self.resident -= self.free
        self.free = 0


@pytest.fixture
def system() -> System:
    return System()


@pytest.fixture
def memory(system) -> ServerMemory:
    return ServerMemory(LIMIT, lambda: system.resident, system.give_back, lambda: system.now)


def test_what_is_held_counts_until_it_is_released(memory):
    upload = memory.take("arriving", 2 * GB)
    with memory.take("series", GB):
        assert memory.held() == 3 * GB
        with raises(MemoryShortError, "memory_is_full"):
            memory.take("series", 1)
    assert (memory.held("series"), memory.held("arriving")) == (0, 2 * GB)
    upload.release()
    assert memory.held() == 0


def test_an_array_counts_once_until_it_is_gone(memory):
    array = np.zeros(1000, np.int16)
    view = array[:10]
    memory.count("series", array, array)
    memory.count("results", array)
    assert (memory.held("series"), memory.held("results")) == (2000, 0)
    del array
    gc.collect()
    # A view keeps all of it.
    assert memory.held() == 2000
    del view
    gc.collect()
    assert memory.held() == 0


def test_a_hold_ends_with_the_last_of_what_it_stands_for(memory):
    class Files:
        pass

    sent, series = Files(), Files()
    hold = memory.take("files", 5)
    hold.until_gone(sent)
    hold.until_gone(series)
    del sent
    gc.collect()
    assert memory.held() == 5
    del series
    gc.collect()
    assert memory.held() == 0


def test_what_the_process_has_counts_where_the_system_says_it(memory, system):
    system.resident = LIMIT - 500
    hold = memory.take("series", 400)
    assert memory.used() == LIMIT - 100
    # 300 of it are there: nothing counts twice.
    system.resident += 300
    hold.arrived(300)
    assert memory.used() == LIMIT - 100
    with raises(MemoryShortError, "memory_is_full"):
        memory.take("series", 101)


def test_free_memory_is_returned_before_anything_is_refused(memory, system):
    system.resident, system.free = LIMIT, 1000
    with memory.take("series", 1000):
        assert system.returned == 1
        # Not again and again.
        with raises(MemoryShortError, "memory_is_full"):
            memory.take("series", 1)
        assert system.returned == 1
        system.now += RETURN_SECONDS
        with raises(MemoryShortError, "memory_is_full"):
            memory.take("series", 1)
        assert system.returned == 2


def test_what_closed_series_have_left_is_returned_once(memory, system):
    memory.return_freed()
    assert system.returned == 0
    memory.take("series", WORTH_BYTES).release()
    memory.return_freed()
    memory.return_freed()
    assert system.returned == 1
    memory.take("series", WORTH_BYTES - 1).release()
    memory.return_freed()
    assert system.returned == 1


def test_what_would_never_fit_does_not_wait(memory):
    with memory.take("series", GB), raises(MemoryShortError, "larger_than_memory"):
        memory.ask("series", 3 * GB + 1, "me")


def test_where_nothing_is_held_nothing_is_waited_for(memory, system):
    system.resident = LIMIT - 10
    with raises(MemoryShortError, "memory_is_full"):
        memory.ask("series", 11, "me")


def test_those_who_wait_get_it_in_their_order_and_kinds_do_not_block_each_other(memory, system):
    hold = memory.take("series", 2 * GB)
    assert memory.ask("arriving", 2 * GB, "first") is None
    # There is room for it, and it is not its turn.
    assert memory.ask("arriving", GB, "second") is None
    with memory.ask("series", GB, "third") as series:
        assert series.nbytes == GB
    hold.release()
    assert memory.ask("arriving", GB, "second") is None
    assert memory.ask("arriving", 2 * GB, "first").nbytes == 2 * GB
    assert memory.ask("arriving", GB, "second").nbytes == GB


def test_who_has_waited_long_enough_is_told_what_is_held(memory, system):
    hold = memory.take("series", 3 * GB)
    while system.now < WAIT_SECONDS:
        assert memory.ask("series", GB, "me") is None
        system.now += ABSENT_SECONDS / 2
    with pytest.raises(MemoryShortError) as refused:
        memory.ask("series", GB, "me")
    assert refused.value.code == "memory_is_full"
    assert "4.0 GB of this server's 4.0 GB" in str(refused.value)
    assert "open series 3.0 GB" in str(refused.value)
    # Whoever asks again waits anew.
    assert memory.ask("series", GB, "me") is None
    hold.release()


def test_who_waits_and_has_gone_holds_up_nobody(memory, system):
    hold = memory.take("series", 3 * GB)
    assert memory.ask("series", 2 * GB, "gone") is None
    hold.release()
    assert memory.ask("series", GB, "me") is None
    system.now += ABSENT_SECONDS + 1
    assert memory.ask("series", GB, "me").nbytes == GB


def test_images_are_read_out_of_what_was_kept_for_them(memory):
    upload = memory.take("arriving", GB, spare=GB)
    with memory.take("series", GB):
        with raises(MemoryShortError, "memory_is_full"):
            memory.take("series", GB)
        with memory.ask("series", GB, "its own", out_of=upload) as series:
            assert (series.nbytes, upload.spare) == (GB, 0)
            assert memory.used() == LIMIT


def test_no_more_than_so_many_bytes_of_a_kind(memory):
    with memory.take("arriving", 6, most=10):
        assert memory.ask("arriving", 5, "me", most=10) is None
        assert memory.ask("arriving", 4, "me", most=10).nbytes == 4


def test_what_grows_is_refused_where_it_no_longer_fits(memory):
    hold = memory.begin("files")
    memory.grow(hold, GB, spare=GB)
    with raises(MemoryShortError, "memory_is_full"):
        memory.grow(hold, GB, spare=GB)
    assert (memory.held(), hold.spare) == (GB, GB)


def test_a_promise_ends_unless_it_is_taken_up(memory, system):
    kept, lost = (memory.promise(memory.take("arriving", GB)) for _ in range(2))
    assert memory.take_up(kept) is kept
    system.now += PROMISE_SECONDS
    assert memory.held() == GB
    assert (memory.take_up(lost), memory.take_up(None)) == (None, None)


def test_without_a_limit_everything_fits_and_is_counted():
    memory = ServerMemory()
    with memory.take("series", 10**15):
        assert memory.held("series") == 10**15


def test_a_thread_waits_until_there_is_room_and_says_so(memory):
    hold = memory.take("series", 3 * GB)
    told = []

    def on_wait(said: str) -> None:
        told.append(said.code)
        hold.release()

    with memory.wait_for("series", GB, "me", on_wait=on_wait):
        assert memory.held() == GB
    assert told == ["waits_for_memory"]


def test_who_stops_waiting_gives_up_the_place(memory):
    off = threading.Event()
    off.set()
    with memory.take("series", 3 * GB), pytest.raises(Cancelled):
        memory.wait_for("series", GB, "me", cancel=off)

    def other_run(_said: str) -> None:
        raise RuntimeError("the page gave way to another run")

    with memory.take("series", 3 * GB), pytest.raises(RuntimeError):
        memory.wait_for("series", 2 * GB, "me", on_wait=other_run)
    assert memory.ask("series", GB, "another").nbytes == GB
