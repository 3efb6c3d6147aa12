"""How much memory a piece of work takes: the rise of the process's resident memory."""

from __future__ import annotations

import ctypes
import gc
import os
import threading
from pathlib import Path
from types import TracebackType

#: Seconds between two looks; a rise that comes and goes between them is missed.
PERIOD = 0.01
#: Resident pages of this process stand second here; only Linux has it.
STATM = Path("/proc/self/statm")

#: For people: what the number is, and what it is not.
WHAT_IT_IS = (
    "Rise of the process's resident memory while the model is loaded and run, looked at every "
    "10 ms; what was in memory before, such as the CT or a network loaded earlier, is not in it."
)


class PeakMemory:
    """Watches the resident memory while its block runs.

        with PeakMemory() as memory:
            ...
        memory.rise_bytes

    Memory that earlier work freed is given back to the system first, else the next piece of work
    would take it over unseen and look thrifty. It is the whole process that is watched: work of
    other threads counts too.
    """

    def __init__(self) -> None:
        #: None where the system doesn't tell.
        self.rise_bytes: int | None = None
        self._stop = threading.Event()
        self._before: int | None = None
        self._highest = 0

    def __enter__(self) -> PeakMemory:
        _give_back_free_memory()
        self._before = resident_bytes()
        if self._before is not None:
            self._highest = self._before
            self._thread = threading.Thread(target=self._watch, name="peak-memory", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is None:
            return
        self._stop.set()
        self._thread.join()
        self._look()
        self.rise_bytes = self._highest - self._before

    def _watch(self) -> None:
        while not self._stop.wait(PERIOD):
            self._look()

    def _look(self) -> None:
        self._highest = max(self._highest, resident_bytes() or 0)


def resident_bytes(statm: Path = STATM) -> int | None:
    """Resident memory of this process; None where the system doesn't tell."""
    try:
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return None


def _give_back_free_memory() -> None:
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # another C library than glibc
        return
