"""Whether a running process may leave its memory in a file when it crashes."""

from __future__ import annotations

import re
from pathlib import Path


def core_files_are_forbidden(limits: str) -> bool:
    """By the text of /proc/PID/limits: neither now nor after it raised its own limit could the
    process leave more than a byte of its memory."""
    soft, hard = re.search(r"^Max core file size +(\S+) +(\S+)", limits, re.MULTILINE).groups()
    return {soft, hard} <= {"0", "1"}


def limits_of(pid: int) -> str:
    """Of a running process (Linux)."""
    return Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
