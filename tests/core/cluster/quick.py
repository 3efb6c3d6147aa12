"""What workers of the tests analyse with: no network, and series that behave as a test wants."""

from __future__ import annotations

import os
import time
from pathlib import Path

from core.errors import Cancelled
from tests.core.worklist.made_records import quick_analysis


def make_quick(folder: str = "", seconds: float = 0.02):
    """A function for `work`. With a `folder`:

    - a series whose UID ends in ".7" waits to be killed: it writes the number of its process to
      `folder`/7 and goes on only at the second try;
    - each process leaves a file there that is called after its number.
    """
    if folder:
        (Path(folder) / f"made-{os.getpid()}").open("x").close()

    def analyse(series, name, progress, cancel):
        flag = Path(folder) / "7"
        if folder and series.uid.endswith(".7") and not flag.exists():
            part = flag.with_name("part")
            part.write_text(str(os.getpid()), encoding="ascii")
            part.rename(flag)
            wait(60.0, cancel)
        wait(seconds, cancel)
        return quick_analysis(series, name, progress, cancel)

    return analyse


def wait(seconds: float, cancel) -> None:
    if cancel.wait(seconds):
        raise Cancelled("Stopped.")


def wait_for(condition, seconds: float = 120.0) -> None:
    """Until it is true; the test fails if it never is."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)
