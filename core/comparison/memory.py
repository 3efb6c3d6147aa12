"""How much memory a piece of work takes: the rise of the process's resident memory."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from types import TracebackType

#: What Linux tells a process of itself; other systems have no such folder.
PROCESS = Path("/proc/self")
#: Written to `clear_refs`, it sets the peak back to what is resident now (proc_pid_clear_refs(5)).
RESET_PEAK = "5"

#: For people: what the number is, and what it is not.
WHAT_IT_IS = (
    "Peak of the process's resident memory above what it held when this model's turn began; what "
    "was in memory already, such as the CT or a network loaded before, is not in it."
)


class PeakMemory:
    """Watches the resident memory while its block runs.

        with PeakMemory() as memory:
            ...
        memory.rise_bytes

    The kernel keeps the peak, so that nothing is missed between two looks. Memory that earlier
    work freed is given back to the system first, else the next piece of work would take it over
    unseen and look thrifty. It is the whole process that is watched: work of other threads counts
    too, and blocks must not run at the same time.
    """

    def __init__(self, process: Path = PROCESS) -> None:
        #: None where the system doesn't tell.
        self.rise_bytes: int | None = None
        self._process = process
        self._before: int | None = None

    def __enter__(self) -> PeakMemory:
        _give_back_free_memory()
        try:
            (self._process / "clear_refs").write_text(RESET_PEAK)
        except OSError:
            return self
        self._before = self._status("VmRSS")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        peak = self._status("VmHWM")
        if self._before is not None and peak is not None:
            self.rise_bytes = max(0, peak - self._before)

    def _status(self, name: str) -> int | None:
        """A line of `status`, in bytes; None where there is none."""
        try:
            lines = (self._process / "status").read_text().splitlines()
        except OSError:
            return None
        kib = next((line.split()[1] for line in lines if line.startswith(f"{name}:")), None)
        return None if kib is None else int(kib) * 1024


def _give_back_free_memory() -> None:
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # another C library than glibc
        return
