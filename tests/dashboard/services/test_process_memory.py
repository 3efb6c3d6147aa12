import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from dashboard.services import process_memory

REPO = Path(__file__).resolve().parents[3]

#: An array of 20 MB that was let go teaches glibc to take the next of that size from its heap.
#: Then one of 17 MB, with something small behind it that outlives it: is it given back?
SCRIPT = """
import sys
import numpy as np
from dashboard.services import process_memory
if "apart" in sys.argv:
    assert process_memory.keep_large_arrays_apart()

def resident():
    line = next(l for l in open("/proc/self/status") if l.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

first = np.ones(20 * 2**20, np.uint8)
del first
before = resident()
large = np.ones(17 * 2**20, np.uint8)
small = [np.ones(2**16, np.uint8) for _ in range(8)]
del large
print(round(resident() - before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator, and /proc")
def test_a_large_array_is_given_back_whatever_lies_behind_it():
    def kept_mb(*words):
        command = [sys.executable, "-c", SCRIPT, *words]
        done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert kept_mb() >= 15
    assert kept_mb("apart") <= 3


def test_what_was_imported_is_exempt_from_garbage_collection():
    process_memory.spare_the_collector()
    try:
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        process_memory.spare_the_collector.cache_clear()


class Ring:
    """Refers to itself: only the collector frees it."""

    def __init__(self):
        self.itself = self


def test_the_collector_frees_rings_and_rests_on_an_idle_server(monkeypatch):
    looked = iter([5, 5, 6])
    monkeypatch.setattr(process_memory, "_young_collections", lambda: next(looked))
    collector = process_memory.Collector()
    gc.disable()
    try:
        ring = weakref.ref(Ring())
        assert collector.collect()
        assert ring() is None
        ring = weakref.ref(Ring())
        assert not collector.collect()
        assert ring() is not None
        assert collector.collect()
        assert ring() is None
    finally:
        gc.enable()


def test_new_objects_are_noticed():
    before = process_memory._young_collections()
    assert len([[] for _ in range(10_000)]) == 10_000
    assert process_memory._young_collections() > before
