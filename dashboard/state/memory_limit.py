"""How much memory the server may take: `LIVERLENS_MEMORY`, or a share of what there is."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dashboard.state import sentences

VARIABLE = "LIVERLENS_MEMORY"
#: By default so much of the machine's memory; the rest is for the system and its file cache.
SHARE = 0.75
#: The default is never less: the program itself takes a good gigabyte, and a small machine should
#: still open a series, with swapping if need be.
LEAST_DEFAULT_BYTES = 2 * 10**9
#: What the program takes before anything is open, with PyTorch and a network; measured.
PROGRAM_BYTES = 1_000_000_000

_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?) ?([KMGT]I?B)", re.ASCII | re.IGNORECASE)
#: Where control groups (cgroups(7)) lie, and the group of this process in them.
GROUPS, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def memory_limit(environ: Mapping[str, str] = os.environ) -> int | None:
    """Bytes of resident memory that this server may take; None for no limit.

    Without the variable, `SHARE` of the machine's memory or of the container's; none where the
    system doesn't say how much there is.

    Raises:
        ValueError: it is no size, or less than the program itself takes; one sentence.
    """
    told = environ.get(VARIABLE, "").strip()
    if told.lower() == "off":
        return None
    if not told:
        there = machine_bytes()
        return None if there is None else max(int(SHARE * there), LEAST_DEFAULT_BYTES)
    size = _SIZE.fullmatch(told)
    unit = _UNITS.get(size[2].upper()) if size else None
    if size is None or unit is None:
        raise ValueError(sentences.no_size_of_memory(VARIABLE, told))
    limit = int(float(size[1]) * unit)
    if limit <= PROGRAM_BYTES:
        raise ValueError(sentences.memory_for_the_program_alone(VARIABLE, limit, PROGRAM_BYTES))
    return limit


def machine_bytes(groups: Path = GROUPS, own_group: Path = OWN_GROUP) -> int | None:
    """Memory of this machine, or what its control group (a container, a service of systemd) may
    take, if that is less; None where nothing tells."""
    limits = [_number(groups / "memory" / "memory.limit_in_bytes")]  # version 1
    folder = groups / _own_group(own_group)
    while True:
        limits.append(_number(folder / "memory.max"))  # version 2
        if folder == groups:
            break
        folder = folder.parent
    return min((size for size in (*limits, _physical()) if size), default=None)


def _physical() -> int:
    """0 where the system doesn't say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0


def _own_group(file: Path) -> str:
    """Such as "system.slice/liverlens.service"; "" in a container, or where nothing tells."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    path = next((line[3:] for line in lines if line.startswith("0::")), "").strip("/")
    return "" if ".." in path.split("/") else path


def _number(file: Path) -> int:
    """0 where there is no such file, or no limit in it."""
    try:
        text = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return 0
    return int(text) if text.isdecimal() else 0
