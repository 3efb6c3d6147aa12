"""The resident memory of the process: how much it is, and how much a block of code takes."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from core.free_memory import collect_and_return

#: Linux's information for a process about itself; other systems have no such folder.
PROCESS = Path("/proc/self")
#: Written to `clear_refs`, resets the peak to the current resident size (proc_pid_clear_refs(5)).
RESET_PEAK = "5"


class PeakMemory:
    """Measures the resident memory while its block runs.

        with PeakMemory() as memory:
            ...
        memory.rise_bytes

    The kernel records the peak, so short peaks are not missed. Memory freed earlier is first
    returned to the system; otherwise the block could reuse it and its rise would be too small. The
    whole process is measured: other threads count too, and blocks must not run at the same time.
    """

    def __init__(self, process: Path = PROCESS) -> None:
        #: None if the system doesn't say.
        self.rise_bytes: int | None = None
        self._process = process
        self._before: int | None = None

    def __enter__(self) -> PeakMemory:
        collect_and_return()
        try:
            (self._process / "clear_refs").write_text(RESET_PEAK)
        except OSError:
            return self
        self._before = resident_bytes(self._process)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        peak = peak_bytes(self._process)
        if self._before is not None and peak is not None:
            self.rise_bytes = max(0, peak - self._before)


def resident_bytes(process: Path = PROCESS) -> int | None:
    """Of that process, now; None if the system doesn't say."""
    return _bytes(status(process, "VmRSS"))


def peak_bytes(process: Path = PROCESS) -> int | None:
    """The most that was resident since the start, or since the peak was reset; None if the system
    doesn't say."""
    return _bytes(status(process, "VmHWM"))


def status(process: Path, name: str) -> int | None:
    """The number in a line of a process's `status`, KiB where it is a size (proc_pid_status(5));
    None if there is no such line."""
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return None
    found = next((line.split()[1] for line in lines if line.startswith(f"{name}:")), None)
    return None if found is None else int(found)


def _bytes(kib: int | None) -> int | None:
    return None if kib is None else kib * 1024
