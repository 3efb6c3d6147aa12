"""`results.json`: what the trial and the measurements found. Written by code only."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from core.inference.machine import describe_machine

RESULTS = Path(__file__).with_name("results.json")


def load() -> dict:
    """{} where nothing was kept yet."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}


def keep(name: str, found: dict, busy: str) -> None:
    """Put what was found into the file, in place of what was found before."""
    machine = describe_machine()
    circumstances = {
        "date": date.today().isoformat(),
        "processor": machine["processor"],
        "cores": machine["logical_cores"],
        "load": round(os.getloadavg()[0], 1),
        "busy": busy,
    }
    held = load() | {name: {**found, "circumstances": circumstances}}
    RESULTS.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", encoding="utf-8")
