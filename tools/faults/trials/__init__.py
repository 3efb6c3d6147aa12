"""Small trials of one fault each: the same every time, some seconds each, no program to start."""

from __future__ import annotations

import time
from pathlib import Path
from unittest import mock

from tools.faults.trials import clock, disk_full, read_only, two_servers
from tools.faults.trials.trial import Trial, Tried

TRIALS: tuple[Trial, ...] = (
    *disk_full.TRIALS,
    *read_only.TRIALS,
    *clock.TRIALS,
    *two_servers.TRIALS,
)


def try_all(folder: Path, *, is_short: bool = False) -> list[dict]:
    """Each of them, in a folder of its own under `folder`; what came of it, as plain data."""
    found = []
    for number, trial in enumerate(TRIALS):
        place = folder / str(number)
        place.mkdir()
        began, tried = time.monotonic(), Tried()
        # Nothing of the person who tries it is read or written.
        own = {
            "LIVERLENS_STORE": str(place / "own.sqlite3"),
            "DATABASE_URL": "",
            "LIVERLENS_KEY": "",
        }
        own["LIVERLENS_AUDIT"] = str(place / "own.jsonl")
        try:
            with mock.patch.dict("os.environ", own):
                trial.run(place, tried, is_short)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
            tried.fails(f"{type(error).__name__}: {error}")
        facts = {"kind": trial.kind, "name": trial.name, "does": trial.does}
        seconds = round(time.monotonic() - began, 1)
        found.append({**facts, **tried.facts(), "seconds": seconds})
    return found
