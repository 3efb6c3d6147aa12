"""Processes killed (SIGKILL) at their work: nothing is lost, half-written, or done twice."""

import multiprocessing
import os
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from core.worklist import Store, add_inputs, sentences
from tests.core.main_program import no_page_is_the_main_program  # noqa: F401
from tests.core.worklist import kill_worker
from tests.core.worklist.made_records import WEIGHTS

KILLED = -9
#: Forks workers from a process that has imported them, and has no threads.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([kill_worker.__name__])


def start(address: str, how: str = "") -> BaseProcess:
    process = PROCESSES.Process(target=kill_worker.main, args=(address, dict(os.environ), how))
    process.start()
    return process


def finish(process: BaseProcess) -> int | None:
    process.join()
    return process.exitcode


def fill(store: Store, folder: Path, count: int) -> set[str]:
    """Queue `count` series; their digests."""
    added = add_inputs(store, [folder], "quick", WEIGHTS)
    assert len(added) == count
    return {one.item.series_digest for one in added}


def check_whole(store: Store, digests: set[str]) -> None:
    """Each series is queued once; each record is whole and belongs to one finished item."""
    items = store.queue.items()
    assert {item.series_digest for item in items} == digests
    assert len(items) == len(digests)
    records = {record.id: record for record in store.list()}
    assert sorted(item.record_id for item in items if item.state == "done") == sorted(records)
    for item in items:
        if item.state == "done":
            record = records[item.record_id]
            assert record.series_digest == item.series_digest
            assert [caution.sentence for caution in record.cautions] == ["First.", "Second."]
            assert record.lesions[0]["diameter_mm"] == 12.0
            assert (record.n_slices, record.liver_ml) == (3, 15.0)
    if store._database.location.is_sqlite:
        with store._database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def test_kill_9_during_thirty_queued_analyses(address, store, series_folder):
    digests = fill(store, series_folder(30), 30)
    for reached in (5, 17):
        process = start(address, "slow")
        while store.count() < reached and process.is_alive():
            time.sleep(0.002)
        process.kill()
        assert finish(process) == KILLED
        assert reached <= store.count() < 30
        check_whole(store, digests)
    assert finish(start(address)) == 0
    check_whole(store, digests)
    assert store.queue.counts() == {"done": 30}
    assert {record.series_digest for record in store.list()} == digests
    assert store.count() == 30


def test_two_workers_of_which_one_is_killed(address, store, series_folder):
    digests = fill(store, series_folder(20), 20)
    first, second = start(address, "slow"), start(address, "slow")
    while store.count() < 4 and first.is_alive():
        time.sleep(0.002)
    first.kill()
    assert finish(first) == KILLED
    assert finish(second) == 0
    # The second may have looked for work a last time just before the first was killed.
    assert finish(start(address)) == 0
    check_whole(store, digests)
    assert store.queue.counts() == {"done": 20}


def test_killed_in_the_middle_of_a_write(address, store, series_folder):
    digests = fill(store, series_folder(3), 3)
    assert finish(start(address, "die-in-write")) == KILLED
    assert store.count() == 1
    check_whole(store, digests)
    assert store.queue.counts() == {"done": 1, "running": 1, "waiting": 1}
    assert finish(start(address)) == 0
    check_whole(store, digests)
    assert store.queue.counts() == {"done": 3}


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_series_that_kills_three_processes_is_set_aside_and_the_others_are_done(
    address, store, series_folder
):
    digests = fill(store, series_folder(3), 3)
    for _ in range(3):
        assert finish(start(address, "die-on:1")) == KILLED
    assert finish(start(address, "die-on:1")) == 0
    check_whole(store, digests)
    first, second, third = store.queue.items()
    assert (first.state, second.state, third.state) == ("done", "set_aside", "done")
    assert second.error == sentences.ended_too_often(3)
    store.queue.retry()
    assert finish(start(address)) == 0
    assert store.queue.counts() == {"done": 3}
