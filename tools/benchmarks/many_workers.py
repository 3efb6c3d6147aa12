"""How the cost grows with workers on one queue, and with the series in it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from core.models.registry import available_models
from tools.benchmarks.row import Finding, Row, Skipped
from tools.postgres_server import find_programs
from tools.scale.costs_of_queue import claim_ms
from tools.scale.costs_of_series import rate
from tools.scale.database import own_store
from tools.scale.many_series import queue_each, write_many
from tools.scale.stand_in import maker

WORKERS = (1, 2, 4)
SERIES, SLICES, SIZE = 48, 24, 128
FEW, MANY, TARGET = 1_000, 1_000_000, 1.5


def _workers() -> Finding:
    _needs_postgresql()
    card = next(iter(available_models().values()))
    found = {}
    with tempfile.TemporaryDirectory() as place:
        folders = write_many(Path(place), SERIES, n_slices=SLICES, size=SIZE)
        for count in WORKERS:
            with own_store() as store:
                queue_each(store, folders, card.name, card.sha256)
                found[count] = rate(store, count, maker("model"))
    ratios = {count: found[count]["rate"] / found[1]["rate"] for count in WORKERS}
    return Finding(
        measured="; ".join(
            f"{count}: {ratios[count]:.2f} times one ({found[count]['rate']:.2f} series a second, "
            f"{found[count]['worker_own_mb']:.0f} MB of each worker's own)"
            for count in WORKERS
        ),
        met=None,
        figures={
            **{f"rate_{count}": found[count]["rate"] for count in WORKERS},
            **{f"ratio_{count}": ratios[count] for count in WORKERS},
            **{f"own_mb_{count}": found[count]["worker_own_mb"] for count in WORKERS},
        },
        note=f"{card.name}, {SERIES} series of {SLICES} slices of {SIZE} x {SIZE}, PostgreSQL; a "
        f"worker is one thread, and this machine has {os.cpu_count()} cores.",
    )


def _claim() -> Finding:
    _needs_postgresql()
    with own_store() as store:
        few, many = claim_ms(store, FEW), claim_ms(store, MANY)
    return Finding(
        measured=f"{many / few:.2f} times as long: {many:.1f} ms at {MANY:,} queued series, "
        f"{few:.1f} ms at {FEW:,}",
        met=many / few <= TARGET,
        figures={"few_ms": few, "many_ms": many},
        note="PostgreSQL with every commit on the disk; a quarter of the series wait, the others "
        "are done.",
    )


def _needs_postgresql() -> None:
    if find_programs() is None:
        raise Skipped("there is no PostgreSQL here")


ROWS = [
    Row("growth-workers", "Growth", "1, 2 and 4 workers on one queue", "one worker", "", _workers),
    Row(
        "queue-claim",
        "Growth",
        f"a worker takes the next of {MANY:,} queued series",
        f"the same of {FEW:,}",
        f"{TARGET} times as long",
        _claim,
    ),
]
