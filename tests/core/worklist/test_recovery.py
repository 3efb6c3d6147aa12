"""Series whose worker has gone, held by a SQLite file and by a real PostgreSQL server alike."""

from datetime import timedelta

import sqlalchemy as sa

from core.worklist import Store, sentences
from core.worklist.recovery import LEASE
from core.worklist.tables import QUEUE
from tests.core.worklist.made_records import some_record


def add(store: Store, number: int = 1, **options):
    """Queue series `number` of `some_record`."""
    return store.queue.enqueue(
        [f"/scans/{number}"],
        series_digest=f"{number:064x}",
        model_name="quick",
        n_slices=40,
        **options,
    )


def only(store: Store):
    (item,) = store.queue.items()
    return item


def test_whoever_knows_a_claim_can_give_its_series_back_for_a_worker_that_is_gone(store):
    for number in (1, 2, 3):
        add(store, number)
    first, second = store.queue.claim("one"), store.queue.claim("two")
    assert (first.token, second.token) == ("one", "two")
    assert {
        token: item.id for token, item in store.queue.claimed(["one", "two", "no"]).items()
    } == {
        "one": 1,
        "two": 2,
    }
    assert store.queue.give_back(["one", "no"]) == 1
    assert store.queue.give_back(["two"], counted=False) == 1
    assert [(item.state, item.attempts) for item in store.queue.items()] == [
        ("waiting", 1),
        ("waiting", 0),
        ("waiting", 0),
    ]
    # Given back, the claim is lost: nothing is saved under it.
    assert store.queue.done(first, some_record()) is None
    assert store.queue.give_back(["one"]) == 0


def test_the_third_worker_that_is_gone_sets_its_series_aside(store):
    add(store)
    for _ in range(3):
        store.queue.claim("one")
        assert store.queue.give_back(["one"]) == 1
    assert (only(store).state, only(store).error) == ("set_aside", sentences.ended_too_often(3))


def test_while_series_wait_ended_processes_are_looked_for_now_and_then(store, monkeypatch):
    looked = []
    monkeypatch.setattr("core.worklist.queue.give_back_ended", lambda *_: looked.append(1) or 0)
    for number in (1, 2, 3):
        add(store, number)
    # The first claim of a process looks, and so does one that finds nothing.
    assert [store.queue.claim() is not None for _ in range(4)] == [True, True, True, False]
    assert len(looked) == 2


def test_a_clock_that_is_set_back_neither_takes_series_away_nor_keeps_them(store, monkeypatch):
    begun = store._database.now
    add(store, 1)
    add(store, 2)
    gone, held = store.queue.claim(), store.queue.claim()
    with store._database.writing() as connection:
        change = sa.update(QUEUE).where(QUEUE.c.id == gone.item.id)
        connection.execute(change.values(worker="elsewhere/-/- 1 -"))

    def at(back: timedelta) -> list[str]:
        monkeypatch.setattr(store._database, "now", lambda one: begun(one) - back)
        assert store.queue.heartbeat(held)
        store.queue.recover()
        return [item.state for item in store.queue.items()]

    day = timedelta(days=1)
    assert at(day) == ["running", "running"]
    assert at(day - LEASE / 2) == ["running", "running"]
    assert at(day - LEASE - timedelta(minutes=1)) == ["waiting", "running"]
    assert store.queue.done(held, some_record(2)) is not None
