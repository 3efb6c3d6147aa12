"""What a series costs the workers: seconds to read and to analyse, memory, and how the rate grows
with the number of workers on one machine."""

from __future__ import annotations

import os
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from core.cluster import Cluster, Crew, Settings, Tally, started
from core.cluster.task import MakeAnalyse, Result
from core.models.registry import available_models
from core.worklist import Store
from tools.scale.database import own_store
from tools.scale.many_series import queue_each, write_many
from tools.scale.stand_in import NAME, WEIGHTS, maker

#: A usual series: 100 slices of 512 x 512, uncompressed.
SLICES, SIZE = 100, 512
#: Tasks that do nothing but claim, to see what Dask and this process take for each.
EMPTY = 100
SMALL_SLICES, SMALL_SIZE = 4, 32


def costs_of_series(workers: Sequence[int], series: int) -> dict:
    """`series` of them for each number of workers, each with a warm model."""
    card = next(iter(available_models().values()))
    found: dict = {"model": card.name, "cores": os.cpu_count(), "workers": {}}
    with tempfile.TemporaryDirectory() as place:
        folders = write_many(Path(place), series, n_slices=SLICES, size=SIZE)
        found["bytes_read"] = sum(path.stat().st_size for path in folders[0].iterdir())
        for count in workers:
            with own_store() as store:
                queue_each(store, folders, card.name, card.sha256)
                found["workers"][str(count)] = rate(store, count, maker("model"))
        small = write_many(Path(place) / "small", EMPTY, n_slices=SMALL_SLICES, size=SMALL_SIZE)
        with own_store() as store:
            queue_each(store, small, NAME, WEIGHTS)
            found["empty"] = rate(store, 1, maker("wait:0"))
    return found


def rate(store: Store, workers: int, make_analyse: MakeAnalyse) -> dict:
    """Seconds of each step, and series a second once every worker has done one."""
    begun, ends = time.monotonic(), []
    with started(Settings(workers=workers), store) as cluster:
        start_seconds = time.monotonic() - begun
        before = time.process_time()
        crew = Crew(store, cluster, make_analyse=make_analyse)
        ended = crew.tally.ended

        def noted(result: Result, now: float) -> None:
            ends.append(now)
            ended(result, now)

        crew.tally.ended = noted  # type: ignore[method-assign]
        tally = crew.run()
        driver = time.process_time() - before
        memory = _memory_mb(cluster)
    warm = ends[workers:]
    return {
        "start_seconds": start_seconds,
        "rate": (len(warm) - 1) / (warm[-1] - warm[0]) if len(warm) > 1 else None,
        "driver_ms": driver / max(1, tally.done) * 1e3,
        **{f"{name}_seconds": _warm_median(tally, name, workers) for name in tally.seconds},
        **memory,
    }


def _warm_median(tally: Tally, name: str, workers: int) -> float:
    """Without the first of each worker, which loads the model."""
    return statistics.median(list(tally.seconds[name])[workers:])


def _memory_mb(cluster: Cluster) -> dict[str, float]:
    """Of the largest worker: at its peak, and what is its own at the end; fork servers share the
    rest."""
    assert cluster.maker is not None  # the trial starts its workers itself
    pids = [nanny.pid for nanny in cluster.maker.workers.values()]
    status = [Path(f"/proc/{pid}/status").read_text(encoding="ascii") for pid in pids]
    rollup = [Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in pids]
    return {
        "worker_peak_mb": max(_kb(text, "VmHWM") for text in status) / 1e3,
        "worker_own_mb": max(_kb(text, "Private_Dirty") for text in rollup) / 1e3,
    }


def _kb(text: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return float(found[1]) if found else 0.0
