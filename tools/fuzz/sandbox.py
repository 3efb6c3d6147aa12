"""Run one case in a process of its own, with bounds, and see what becomes of it.

The child is forked from a process that has everything imported, so a case costs milliseconds; a
crash, a hang or hunger for memory ends the child only, and is told apart from a result.
"""

from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from tools.fuzz.case import Case, Generator
from tools.fuzz.readers import outcome

#: Of processor time, all threads of the case together: a machine that others use too makes the
#: wall clock go faster. What sleeps uses none, hence the second bound, on the clock.
SECONDS, CLOCK_SECONDS = 10, 120.0
#: A case may take so much more memory than the process had before: three volumes of the largest
#: size that `readers.LIMITS` allows, and as much again for the file and what reading it needs.
MEMORY_BYTES = 512 * 2**20
#: Address space beyond that: threads reserve far more of it than they use.
SPACE_BYTES = 6 * 2**30
#: Nothing may be written; a small file would still be seen in the temporary folder.
LARGEST_FILE_BYTES = 2**16
GOOD = ("series", "read", "sentence")


@dataclass(frozen=True)
class Result:
    """What became of a case."""

    generator: str
    number: int
    #: One of `GOOD`, or "exception", "crash", "hang", "memory", "left files".
    outcome: str
    detail: str
    #: Of processor time.
    seconds: float
    #: By how much resident memory rose at its peak, in bytes.
    memory: int

    @property
    def good(self) -> bool:
        return self.outcome in GOOD


def run_case(generator: Generator, seed: int, number: int) -> Result:
    """Build the case, read it in a child, clean up."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        given, empty = root / "given", root / "empty"
        given.mkdir()
        empty.mkdir()
        case = generator.case(seed, number, given)
        result = _in_child(generator.name, number, case, empty)
        left = sorted(os.listdir(empty))
        if result.good and left:
            detail = f"{len(left)} left in the temporary folder, first {left[0]}"
            result = Result(
                generator.name, number, "left files", detail, result.seconds, result.memory
            )
        return result
    finally:
        remove(root)


def remove(folder: Path) -> None:
    """With everything in it, which may be nested deeper than `shutil` can follow."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", "--", str(folder)], check=True)


def _in_child(name: str, number: int, case: Case, empty: Path) -> Result:
    before = _resident_bytes()
    read_end, write_end = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _child(case, empty, write_end)
    os.close(write_end)
    text, in_time = _answer(read_end, start + CLOCK_SECONDS)
    os.close(read_end)
    if not in_time:
        os.killpg(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    seconds = usage.ru_utime + usage.ru_stime
    # Linux counts in KiB. A grandchild (GDCM) counts if it was the largest.
    memory = max(0, usage.ru_maxrss * 1024 - before)
    if not in_time:
        kind, detail = "hang", f"not done after {CLOCK_SECONDS:g} s"
    elif os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        kind, detail = "hang", f"not done after {SECONDS} s of processor time"
    elif os.WIFSIGNALED(status):
        kind, detail = "crash", signal.Signals(os.WTERMSIG(status)).name
    else:
        kind, _, detail = text.partition("\n")
        if kind in GOOD and memory > MEMORY_BYTES:
            kind, detail = "memory", f"{memory / 2**20:.0f} MiB"
        kind = kind or "crash"
    return Result(name, number, kind, detail, seconds, memory)


def _answer(pipe: int, deadline: float) -> tuple[str, bool]:
    """(what the child wrote, whether it closed the pipe before the deadline)."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            break
        data = os.read(pipe, 2**16)
        if not data:
            return b"".join(parts).decode(errors="replace"), True
        parts.append(data)
    return "", False


def _child(case: Case, empty: Path, pipe: int) -> None:
    """Never returns."""
    try:
        os.setpgid(0, 0)
        # What the reader starts must not keep the pipe, which tells that the child has ended.
        os.set_inheritable(pipe, False)
        _bound()
        os.environ["TMPDIR"] = tempfile.tempdir = str(empty)
        os.chdir(empty)
        try:
            kind, detail = outcome(case.sources, case.reader), ""
        except BaseException:  # noqa: BLE001  whatever it is, it should not have come out
            kind, detail = "exception", traceback.format_exc()
        os.write(pipe, f"{kind}\n{detail}"[-60_000:].encode(errors="replace"))
    finally:
        os._exit(0)


def _bound() -> None:
    # A module that is compiled here first would be cut off by the limit, and kept so for all.
    sys.dont_write_bytecode = True
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, used + SPACE_BYTES),
        (resource.RLIMIT_FSIZE, LARGEST_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, SECONDS),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stderr.fileno() if sys.stderr.fileno() > 2 else 2)


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
