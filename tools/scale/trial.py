"""Workers on a queue in PostgreSQL, of which one is killed every so often.

Is anything lost, or saved twice? And how far is the rate from that of workers that nobody kills,
added up?
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import sqlalchemy as sa

from core.cluster import Cluster, Crew, Settings, Tally, started
from core.cluster.task import Result
from core.models.registry import available_models
from core.worklist import Store
from core.worklist.tables import QUEUE
from tools.scale.database import own_store
from tools.scale.many_series import queue_each, write_many
from tools.scale.stand_in import NAME, WEIGHTS, maker

#: Notes each time that a record is written, so that one that is written twice shows.
_TRIGGER = """
CREATE TABLE saved (digest text);
CREATE FUNCTION note_saved() RETURNS trigger AS $$
BEGIN INSERT INTO saved VALUES (NEW.series_digest); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER note_saved AFTER INSERT OR UPDATE ON liverlens_record
FOR EACH ROW EXECUTE FUNCTION note_saved();
"""
#: The first series of a worker also load its libraries and its model.
WARM_UP = 2


@dataclass(frozen=True)
class Asked:
    """One trial."""

    series: int = 2000
    workers: int = 4
    #: 0: none is killed.
    kill_every: float = 20.0
    #: "model", or "wait:SECONDS".
    work: str = "model"
    slices: int = 24
    size: int = 128
    #: Series that the workers without Dask do, each, for comparison.
    alone: int = 60


@dataclass
class Found:
    """What came of it."""

    asked: Asked
    cores: int
    seconds: float = 0.0
    kills: int = 0
    #: Series that were begun again after a kill.
    tried_again: int = 0
    #: State -> items at the end.
    queue: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    saved_twice: int = 0
    #: Series a second: of one worker alone, of all of them at once without Dask and without a
    #: kill, and of the cluster between its first and its last series.
    rate_of_one: float = 0.0
    rate_of_all: float = 0.0
    rate: float = 0.0
    #: Median seconds from a kill until as many workers are there as before.
    replaced_after: float | None = None

    def facts(self) -> dict:
        of_cores = min(self.asked.workers, self.cores) if self.asked.work == "model" else None
        return {
            **asdict(self),
            "of_sum_of_single": self.rate / (self.rate_of_one * self.asked.workers),
            "of_sum_on_cores": of_cores and self.rate / (self.rate_of_one * of_cores),
            "of_all_at_once": self.rate / self.rate_of_all,
        }


def trial(asked: Asked) -> Found:
    """Run it."""
    found = Found(asked, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as place, own_store() as store:
        with store._database.writing() as connection:
            connection.execute(sa.text(_TRIGGER))
        model, weights = _model(asked.work)
        extra = asked.alone * (1 + asked.workers) if asked.alone else 0
        _say(f"writing and queueing {asked.series + extra} series")
        total = asked.series + extra
        folders = write_many(Path(place), total, n_slices=asked.slices, size=asked.size)
        if asked.alone:
            queue_each(store, folders[:extra], model, weights)
            _say("one worker alone, without Dask")
            found.rate_of_one = _rate_alone(asked, 1)
            _say(f"  {found.rate_of_one:.3f} a second; {asked.workers} at once")
            found.rate_of_all = _rate_alone(asked, asked.workers)
            _say(f"  {found.rate_of_all:.3f} a second")
            with store._database.writing() as connection:
                connection.execute(sa.text("DELETE FROM saved"))
                connection.execute(sa.delete(QUEUE))
        queue_each(store, folders[extra:], model, weights)
        _run(asked, store, found)
        _check(store, found, asked.series)
    return found


def _run(asked: Asked, store: Store, found: Found) -> None:
    shown = [0.0]

    def show(tally: Tally) -> None:
        if time.monotonic() - shown[0] > 20:
            shown[0] = time.monotonic()
            _say(f"  {tally.queue}, {tally.per_minute(shown[0]):.1f} a minute, {tally.lost} lost")

    ends: list[float] = []
    begun = time.monotonic()
    with started(Settings(workers=asked.workers), store) as cluster:
        _say(f"{asked.workers} workers after {time.monotonic() - begun:.1f} s")
        crew = Crew(store, cluster, make_analyse=maker(asked.work), say=_say, show=show)
        ended = crew.tally.ended

        def noted(result: Result, now: float) -> None:
            ends.append(now)
            ended(result, now)

        crew.tally.ended = noted  # type: ignore[method-assign]
        with _killing(asked, cluster, found):
            crew.run()
    found.seconds = time.monotonic() - begun
    warm = ends[WARM_UP * asked.workers :]
    found.rate = (len(warm) - 1) / (warm[-1] - warm[0]) if len(warm) > 1 else 0.0


@contextmanager
def _killing(asked: Asked, cluster: Cluster, found: Found) -> Iterator[None]:
    """Every so often SIGKILL to one worker, chosen at random, of those that are there."""
    done, luck = threading.Event(), random.Random(0)
    replaced: list[float] = []

    maker = cluster.maker
    assert maker is not None  # the trial starts its workers itself

    def kill() -> None:
        while not done.wait(asked.kill_every):
            nannies = [one for one in maker.workers.values() if one.pid]
            if not nannies:
                continue
            victim = luck.choice(nannies)
            pid, at = victim.pid, time.monotonic()
            os.kill(pid, signal.SIGKILL)
            found.kills += 1
            while not done.is_set() and time.monotonic() - at < asked.kill_every:
                if victim.pid not in (None, pid) and victim.worker_address is not None:
                    replaced.append(time.monotonic() - at)
                    break
                time.sleep(0.05)

    if asked.kill_every <= 0:
        yield
        return
    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    try:
        yield
    finally:
        done.set()
        killer.join()
        found.replaced_after = statistics.median(replaced) if replaced else None


def _rate_alone(asked: Asked, workers: int) -> float:
    """Series a second of that many workers without Dask, warm."""
    command = [sys.executable, "-m", "tools.scale.single", asked.work, str(asked.alone)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    outputs = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise SystemExit("A worker without Dask failed; its message is above.")
    ends = [[float(line) for line in output.split()] for output in outputs]
    # While all of them are at work and warm.
    start = max(one[WARM_UP - 1] for one in ends)
    stop = min(one[-1] for one in ends)
    count = sum(start < end <= stop for one in ends for end in one)
    return count / (stop - start) if stop > start else 0.0


def _check(store: Store, found: Found, series: int) -> None:
    found.queue = store.queue.counts()
    with store._database.reading() as connection:
        query = sa.text("SELECT count(*), count(DISTINCT digest) FROM saved")
        saved, different = connection.execute(query).one()
        again = sa.select(sa.func.count()).where(QUEUE.c.attempts > 1)
        found.tried_again = connection.execute(again).scalar_one()
    found.lost = series - different
    found.saved_twice = saved - different


def _model(work: str) -> tuple[str, str]:
    if work != "model":
        return NAME, WEIGHTS
    card = next(iter(available_models().values()))
    return card.name, card.sha256


def _say(line: str) -> None:
    print(line, flush=True)
