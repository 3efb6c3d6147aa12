"""How much memory a block of code takes: the rise of the process's resident memory."""

from __future__ import annotations

import gc
from pathlib import Path
from types import TracebackType

from core.free_memory import return_free_memory

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
        gc.collect()
        return_free_memory()
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
        """The value of a line of `status`, in bytes; None if there is no such line."""
        try:
            lines = (self._process / "status").read_text().splitlines()
        except OSError:
            return None
        kib = next((line.split()[1] for line in lines if line.startswith(f"{name}:")), None)
        return None if kib is None else int(kib) * 1024
