"""The queue at work beside the pages: its analyses are held at a gate, nothing leans on time."""

from __future__ import annotations

import queue
import threading

import nibabel
import numpy as np
import pytest

from core.errors import Cancelled, StoreError
from core.worklist import Store, add_inputs
from dashboard.services import queue_worker, worklist_store
from dashboard.services.queue_worker import MOST_FAULTS, QueueWorker
from dashboard.state import volume_room
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import ServerMemory
from tests.core.worklist.made_records import WEIGHTS, quick_analysis
from tests.core.worklist.made_series import write_series

DEADLINE = 60.0


class Gate:
    """Stands in for the analysis: each series waits here until it is let through or called off."""

    def __init__(self) -> None:
        self._arrived: queue.Queue[str] = queue.Queue()
        self._passes = threading.Semaphore(0)

    def __call__(self, series, model_name, progress, cancel):
        self._arrived.put(series.uid)
        while not self._passes.acquire(timeout=0.01):
            if cancel.is_set():
                raise Cancelled("The analysis was cancelled.")
        return quick_analysis(series, model_name, progress, cancel)

    def next(self) -> str:
        """Wait for the next that comes to the gate."""
        return self._arrived.get(timeout=DEADLINE)

    def let_through(self, count: int = 1) -> None:
        self._passes.release(count)


@pytest.fixture
def gate() -> Gate:
    gate = Gate()
    yield gate
    gate.let_through(100)


@pytest.fixture
def store(tmp_path) -> Store:
    """Three series wait in it."""
    store = Store.open(tmp_path / "kept" / "worklist.sqlite3")
    add_inputs(store, [write_series(tmp_path / "scans", 3)], "quick", WEIGHTS)
    return store


def states(store: Store) -> list[str]:
    return [item.state for item in store.queue.items()]


def test_once_woken_it_works_until_nothing_waits(store, gate, tmp_path):
    worker = QueueWorker(store, gate)
    assert (worker.state, worker.is_working) == ("idle", False)
    worker.wake()
    assert gate.next() == "1.2.3.100.0"
    assert (worker.state, worker.error) == ("busy", "")
    assert states(store) == ["running", "waiting", "waiting"]
    # What comes while it works is taken too.
    store.queue.remove(3)
    add_inputs(store, [tmp_path / "scans" / "s02"], "quick", WEIGHTS)
    worker.wake()
    gate.let_through(3)
    assert worker.wait(DEADLINE)
    assert states(store) == ["done"] * 3
    assert (worker.state, worker.error, store.count()) == ("idle", "", 3)


def test_paused_the_series_at_hand_waits_again_and_nothing_is_taken(store, gate):
    worker = QueueWorker(store, gate)
    worker.wake()
    gate.next()
    worker.pause()
    assert worker.wait(DEADLINE)
    worker.wake()
    assert (worker.state, worker.is_working, worker.error) == ("paused", False, "")
    assert [(item.state, item.attempts) for item in store.queue.items()] == [("waiting", 0)] * 3
    gate.let_through(3)
    worker.resume()
    assert worker.wait(DEADLINE)
    assert states(store) == ["done"] * 3


def test_one_taken_out_is_not_worked_on_further(store, gate):
    worker = QueueWorker(store, gate)
    worker.wake()
    gate.next()
    worker.take_out(1)
    assert gate.next() == "1.2.3.100.1"
    worker.take_out(3)
    gate.let_through()
    assert worker.wait(DEADLINE)
    assert [(item.id, item.state) for item in store.queue.items()] == [(2, "done")]
    assert (worker.error, store.count()) == ("", 1)


def test_a_store_that_fails_ends_the_work_with_its_sentence(store):
    calls = []

    def fails_once(series, *rest):
        calls.append(series.uid)
        if len(calls) == 1:
            raise StoreError("The worklist is locked by another program: try again.")
        return quick_analysis(series, *rest)

    worker = QueueWorker(store, fails_once)
    worker.wake()
    assert worker.wait(DEADLINE)
    assert worker.error == "The worklist is locked by another program: try again."
    assert states(store) == ["waiting"] * 3
    worker.resume()
    assert worker.wait(DEADLINE)
    assert (worker.error, states(store)) == ("", ["done"] * 3)


def test_a_store_that_failed_is_tried_again_unasked(gate, tmp_path, monkeypatch):
    monkeypatch.setattr(worklist_store, "RETRY_SECONDS", 0.01)
    store = worklist_store.available()
    add_inputs(store, [write_series(tmp_path / "scans", 1)], "quick", WEIGHTS)
    calls = []

    def fails_once(series, *rest):
        calls.append(series.uid)
        if len(calls) == 1:
            raise StoreError("The worklist is locked by another program: try again.")
        return gate(series, *rest)

    worker = QueueWorker(store, fails_once)
    worker.wake()
    assert gate.next() == "1.2.3.100.0"
    assert (worker.state, worker.error) == ("busy", "")
    gate.let_through()
    assert worker.wait(DEADLINE)
    assert states(store) == ["done"]


def test_a_store_that_was_taken_away_is_not_begun_anew_unasked(store, monkeypatch):
    looked, begun = threading.Semaphore(0), []
    monkeypatch.setattr(worklist_store, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(worklist_store, "exists", lambda: looked.release())

    def fails(series, *_):
        begun.append(series.uid)
        raise StoreError("The worklist is locked by another program: try again.")

    worker = QueueWorker(store, fails)
    worker.wake()
    for _ in range(3):
        assert looked.acquire(timeout=DEADLINE)
    assert (worker.state, len(begun)) == ("idle", 1)
    worker.pause()  # its thread outlives the test


def test_one_that_another_process_works_on_leaves_the_series_at_hand_alone(store, gate):
    other = store.queue.claim()
    worker = QueueWorker(store, gate)
    worker.wake()
    assert gate.next() == "1.2.3.100.1"
    worker.take_out(other.item.id)
    assert not worker._cancel.is_set()
    gate.let_through(2)
    assert worker.wait(DEADLINE)
    assert [(item.id, item.state) for item in store.queue.items()] == [(2, "done"), (3, "done")]


def test_a_fault_of_the_program_over_one_series_does_not_hold_up_the_others(store, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)

    def faulty(series, *rest):
        if series.uid.endswith(".1"):
            raise ZeroDivisionError
        return quick_analysis(series, *rest)

    worker = QueueWorker(store, faulty)
    worker.wake()
    assert worker.wait(DEADLINE)
    assert states(store) == ["done", "set_aside", "done"]
    assert worker.error == ""


def test_a_fault_over_all_of_them_ends_the_work_with_a_sentence(store, monkeypatch, tmp_path):
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    add_inputs(store, [write_series(tmp_path / "more", 4) / "s03"], "quick", WEIGHTS)
    calls = []

    def faulty(*_):
        calls.append(1)
        raise ZeroDivisionError

    worker = QueueWorker(store, faulty)
    worker.wake()
    assert worker.wait(DEADLINE)
    assert len(calls) == MOST_FAULTS == 9
    assert worker.error.code == "stopped_unexpectedly"
    assert states(store) == ["set_aside"] * 3 + ["waiting"]


def test_there_is_one_worker_a_store(store):
    assert queue_worker.worker_of(store) is queue_worker.worker_of(store)


def test_it_goes_on_when_the_server_starts(monkeypatch, tmp_path):
    woken = []
    monkeypatch.setattr(QueueWorker, "wake", lambda self: woken.append(self))
    queue_worker.resume()
    # Where there is no worklist yet, none is made.
    assert not worklist_store.exists()
    store = worklist_store.available()
    queue_worker.resume()
    assert woken == []
    add_inputs(store, [write_series(tmp_path / "scans", 1)], "quick", WEIGHTS)
    queue_worker.resume()
    assert woken == [queue_worker.worker_of(store)]


def test_a_series_waits_for_memory_before_it_is_read(store, gate, monkeypatch):
    """Its slices of half a megabyte fit when another series was closed."""
    memory = ServerMemory(PROGRAM_BYTES + 3 * 2**19, lambda: None, lambda: None)
    monkeypatch.setattr(queue_worker, "MEMORY", memory)
    asked = threading.Event()
    ask = memory.ask
    monkeypatch.setattr(memory, "ask", lambda *a, **o: (asked.set(), ask(*a, **o))[1])
    hold = memory.take("series", 1)
    asked.clear()
    worker = QueueWorker(store, gate)
    worker.wake()
    assert asked.wait(DEADLINE)
    assert states(store).count("running") == 1
    hold.release()
    assert gate.next()
    assert memory.held() == 0
    worker.pause()
    assert worker.wait(DEADLINE)


def test_a_volume_file_waits_for_memory_in_the_place_of_its_slices(tmp_path, gate, monkeypatch):
    """One slice of 0.5 MB takes three times that while it is unpacked."""
    memory = ServerMemory(PROGRAM_BYTES + 3 * 2**19, lambda: None, lambda: None)
    monkeypatch.setattr(queue_worker, "MEMORY", memory)
    monkeypatch.setattr(volume_room, "MEMORY", memory)
    store = Store.open(tmp_path / "kept" / "worklist.sqlite3")
    volume = np.random.default_rng(0).integers(-1000, 1000, (512, 512, 1), np.int16)
    for name in ("fits", "too-large"):
        path = tmp_path / f"{name}.nii.gz"
        nibabel.save(nibabel.Nifti1Image(volume, np.diag([1.0, 1.0, 5.0, 1.0])), path)
        add_inputs(store, [path], "quick", WEIGHTS)
        volume = np.concatenate([volume, volume], axis=2)
    worker = QueueWorker(store, gate)
    worker.wake()
    assert gate.next()
    gate.let_through()
    assert worker.wait(DEADLINE)
    assert states(store) == ["done", "failed"]
    assert (worker.error, memory.held()) == ("", 0)
