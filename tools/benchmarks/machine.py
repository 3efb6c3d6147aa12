"""The machine in words that can stand in a file: no host name, no path, no user."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

from core.inference.machine import describe_machine

PACKAGES = ("torch", "onnxruntime", "numpy", "pydicom", "SimpleITK", "streamlit", "timm")


def describe() -> dict:
    machine = describe_machine()
    return {
        "processor": machine["processor"],
        "cores": machine["logical_cores"],
        "threads": machine["threads"],
        "memory_gb": _memory_gb(),
        "system": machine["system"],
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def load() -> float:
    """Mean number of runnable processes over the last minute."""
    return round(os.getloadavg()[0], 1)


def _memory_gb() -> float | None:
    file = Path("/proc/meminfo")
    if not file.is_file():
        return None
    return round(int(file.read_text(encoding="ascii").split()[1]) * 1024 / 1e9, 1)
