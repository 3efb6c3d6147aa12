from dataclasses import replace

from core.cluster import Tally
from core.cluster.task import Result
from core.errors import ConsentError


def result(worker: str, state: str, seconds: float = 2.0) -> Result:
    return Result(worker, "node1", 1, state, item=1, seconds={"total": seconds})


def test_counts_by_worker_and_in_all():
    tally = Tally(started=0.0)
    for worker, state in (("a", "done"), ("b", "done"), ("a", "failed"), ("a", "done")):
        tally.ended(result(worker, state), now=1.0)
    assert (tally.done, tally.failed) == (3, 1)
    assert (tally.workers["a"].done, tally.workers["a"].failed) == (2, 1)
    assert (tally.workers["b"].done, tally.workers["b"].host) == (1, "node1")


def test_refusals_are_kept_until_they_are_noted():
    tally, error = Tally(started=0.0), ConsentError("Not on the list.", "1.2.3")
    tally.ended(replace(result("a", "failed"), refusal=error), now=1.0)
    tally.ended(result("a", "failed"), now=2.0)
    assert tally.refusals == [error]


def test_the_rate_is_that_of_the_last_five_minutes():
    tally = Tally(started=0.0)
    assert tally.per_minute(0.0) == 0.0
    for now in (10.0, 20.0, 30.0):
        tally.ended(result("a", "done"), now)
    # Three in the half minute since the start.
    assert tally.per_minute(30.0) == 6.0
    # Of the three, two ended in the last 300 s.
    assert tally.per_minute(311.0) == 2 / 5


def test_the_time_left_is_for_what_waits_and_what_is_worked_on():
    tally = Tally(started=0.0, queue={"waiting": 11, "running": 1, "done": 500})
    assert tally.seconds_left(60.0) is None
    for _ in range(6):
        tally.ended(result("a", "done"), 60.0)
    # Twelve at six a minute.
    assert tally.seconds_left(60.0) == 120.0


def test_the_median_of_a_step():
    tally = Tally(started=0.0)
    assert tally.median("total") is None
    for seconds in (1.0, 9.0, 2.0):
        tally.ended(result("a", "done", seconds), 1.0)
    assert tally.median("total") == 2.0
