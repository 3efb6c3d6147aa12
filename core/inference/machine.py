"""The machine that a speed was measured on, described for a model card."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import onnxruntime
import torch


def describe_machine() -> dict:
    """Processor, cores, versions and how busy it was; nothing that names the machine or its user.

    `load` is the mean number of runnable processes over the last minute (None where the system
    doesn't report it): above about 1, something else was running, and speeds come out too low.
    """
    return {
        "processor": processor_name(),
        "logical_cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "system": f"{platform.system()} {platform.machine()}",
        "onnxruntime": onnxruntime.__version__,
        "torch": torch.__version__,
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def processor_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The processor's own name where the system reports it, else its architecture."""
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name" and value.strip():
                return " ".join(value.split())
    return platform.processor() or platform.machine()
