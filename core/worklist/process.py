"""Who works on a queued series, and whether that process still runs.

A process is known by where it runs, its number, and when it started, since numbers are used again.
Where: the host, its boot, and the namespace of its process numbers, so that two containers on one
host are two places.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> str:
    """ "place pid start" of the process that asks."""
    pid = os.getpid()
    return f"{_place()} {pid} {_start(pid) or '-'}"


def has_ended(worker: str) -> bool | None:
    """Whether the process that called itself `worker` is gone; None where that can't be seen.

    It can be seen for processes of the same place, on a system with /proc.
    """
    place, _, rest = worker.partition(" ")
    pid, _, start = rest.partition(" ")
    if place != _place() or start == "-" or not pid.isdecimal():
        return None
    return _start(int(pid)) != start


def _place() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        namespace = os.readlink(_PROC / "self/ns/pid")
    except OSError:
        boot = namespace = "-"
    return "/".join((platform.node(), boot, namespace)).replace(" ", "_")


def _start(pid: int) -> str | None:
    """Clock ticks from boot to its start (proc(5), field 22); None if it is gone or was killed."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    # The second field is the program's name in brackets, with anything in it.
    state, *others = text.rpartition(")")[2].split()
    # A zombie has ended and waits for its parent to notice.
    return None if state in ("Z", "X") else others[18]
