"""The queue's contract, held by a SQLite file and by a real PostgreSQL server alike."""

import threading
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from core.errors import UnknownRecordError
from core.worklist import Store, sentences
from core.worklist.queue import _LONGEST_WAITING
from core.worklist.recovery import LEASE
from core.worklist.tables import QUEUE
from tests.core.refused import refused
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


def set_columns(store: Store, **values) -> None:
    with store._database.writing() as connection:
        connection.execute(sa.update(QUEUE).values(**values))


def test_a_queued_series_waits(store):
    item, is_new = add(store)
    assert is_new
    assert (item.state, item.attempts, item.error, item.record_id) == ("waiting", 0, "", None)
    assert (item.paths, item.n_slices, item.model_name) == (("/scans/1",), 40, "quick")
    assert store.queue.items() == [item]


def test_a_waiting_series_follows_the_slices_that_lie_there(store):
    first, _ = add(store)
    again, is_new = store.queue.enqueue(
        first.paths, series_digest=first.series_digest, model_name="quick", n_slices=41
    )
    assert (again.id, again.n_slices, is_new) == (first.id, 41, False)
    elsewhere, is_new = store.queue.enqueue(
        ["/copies/1"], series_digest=first.series_digest, model_name="quick", n_slices=7
    )
    assert (elsewhere, is_new) == (again, False)


def test_a_series_is_queued_once_for_each_model(store):
    first, _ = add(store)
    assert add(store) == (first, False)
    other, is_new = store.queue.enqueue(
        ["/scans/1"], series_digest=first.series_digest, model_name="other", n_slices=40
    )
    assert is_new
    assert store.queue.items() == [first, other]


def test_the_longest_waiting_is_claimed_first_and_by_one_alone(store):
    add(store, 2)
    add(store, 1)
    first, second = store.queue.claim(), store.queue.claim()
    assert [int(one.item.series_digest, 16) for one in (first, second)] == [2, 1]
    assert (first.item.state, first.item.attempts) == ("running", 1)
    assert store.queue.claim() is None


def test_progress_is_seen_by_others(store):
    add(store)
    claim = store.queue.claim()
    assert (only(store).progress_done, only(store).progress_total) == (0, 40)
    assert store.queue.progress(claim, 17, 40)
    assert (only(store).progress_done, only(store).progress_total) == (17, 40)


def test_done_saves_the_record_and_forgets_the_paths(store):
    add(store)
    record = store.queue.done(store.queue.claim(), some_record())
    assert store.list() == [record]
    item = only(store)
    assert (item.state, item.record_id, item.paths) == ("done", record.id, ())
    assert item.progress_done == item.progress_total == 40
    assert item.finished_at == record.created_at


def test_a_failure_stands_with_its_sentence_until_it_is_retried(store):
    add(store)
    assert store.queue.failed(store.queue.claim(), "It has no slices.")
    item = only(store)
    assert (item.state, item.error) == ("failed", "It has no slices.")
    assert store.queue.claim() is None
    assert store.queue.retry() == 1
    item = only(store)
    assert (item.state, item.error, item.attempts, item.finished_at) == ("waiting", "", 0, None)


def test_added_again_what_failed_waits_and_what_is_done_does_not(store):
    add(store)
    store.queue.failed(store.queue.claim(), "No.")
    assert add(store)[1]
    assert only(store).state == "waiting"
    store.queue.done(store.queue.claim(), some_record())
    assert not add(store)[1]
    assert only(store).state == "done"
    item, is_new = add(store, again=True)
    assert is_new
    assert (item.state, item.paths) == ("waiting", ("/scans/1",))
    # The record stands until the new one takes its place.
    assert store.count() == 1


def test_given_back_by_the_user_it_waits_as_if_untouched(store):
    add(store)
    claim = store.queue.claim()
    store.queue.progress(claim, 20, 40)
    assert store.queue.release(claim)
    item = only(store)
    assert (item.state, item.attempts, item.progress_done) == ("waiting", 0, 0)


def test_after_three_counted_attempts_it_is_set_aside_with_a_sentence(store):
    add(store)
    for attempt in (1, 2):
        store.queue.release(store.queue.claim(), counted=True)
        assert (only(store).state, only(store).attempts) == ("waiting", attempt)
    store.queue.release(store.queue.claim(), counted=True)
    item = only(store)
    assert item.state == "set_aside"
    assert item.error == sentences.ended_too_often(3)
    assert store.queue.claim() is None
    store.queue.retry()
    assert only(store).attempts == 0
    assert store.queue.claim() is not None


def test_a_lost_claim_writes_nothing(store):
    add(store)
    lost = store.queue.claim()
    store.queue.release(lost)
    held = store.queue.claim()
    assert not store.queue.heartbeat(lost)
    assert not store.queue.progress(lost, 1, 40)
    assert not store.queue.failed(lost, "No.")
    assert not store.queue.release(lost)
    assert store.queue.done(lost, some_record()) is None
    assert store.count() == 0
    assert (only(store).state, only(store).progress_done) == ("running", 0)
    assert store.queue.done(held, some_record()) is not None


def test_what_an_ended_process_had_claimed_waits_again(store):
    add(store)
    store.queue.claim()
    assert store.queue.recover() == 0  # this process runs
    place, pid, _ = worker_of(store).split(" ")
    set_columns(store, worker=f"{place} {pid} 1")  # one of the same number that ran earlier
    assert store.queue.recover() == 1
    assert (only(store).state, only(store).attempts) == ("waiting", 1)


def test_a_process_elsewhere_is_given_time(store):
    add(store)
    store.queue.claim()
    set_columns(store, worker="another/machine/x 1 1")
    assert store.queue.recover() == 0
    with store._database.reading() as connection:
        now = store._database.now(connection)
    set_columns(store, heartbeat_at=now - LEASE + timedelta(minutes=1))
    assert store.queue.recover() == 0
    set_columns(store, heartbeat_at=now - LEASE - timedelta(seconds=1))
    assert store.queue.recover() == 1


def test_a_sign_of_life_keeps_a_claim(store):
    add(store)
    claim = store.queue.claim()
    with store._database.reading() as connection:
        now = store._database.now(connection)
    set_columns(store, worker="another/machine/x 1 1", heartbeat_at=now - 2 * LEASE)
    assert store.queue.heartbeat(claim)
    assert store.queue.recover() == 0


def test_eight_threads_share_the_queue_and_none_gets_what_another_has(store):
    for number in range(1, 25):
        add(store, number)
    seen, lock = [], threading.Lock()

    def take() -> None:
        while (claim := store.queue.claim()) is not None:
            number = int(claim.item.series_digest, 16)
            record = replace(some_record(1), series_digest=claim.item.series_digest)
            store.queue.done(claim, record)
            with lock:
                seen.append(number)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 25))
    assert store.count() == 24
    assert store.queue.counts() == {"done": 24}


def test_eight_threads_that_add_the_same_series_make_one_item(store):
    found = []
    threads = [threading.Thread(target=lambda: found.append(add(store)[1])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 7 + [True]
    assert len(store.queue.items()) == 1


def test_removed_while_it_is_worked_on(store):
    item, _ = add(store)
    claim = store.queue.claim()
    store.queue.remove(item.id)
    assert store.queue.items() == []
    assert store.queue.done(claim, some_record()) is None
    assert store.count() == 0
    with refused(UnknownRecordError, "unknown_item", item.id):
        store.queue.remove(item.id)


def test_with_its_record_an_item_is_forgotten_too(store):
    add(store)
    record = store.queue.done(store.queue.claim(), some_record())
    store.delete(record.id)
    assert store.queue.items() == []
    assert add(store)[1]


def test_items_by_state(store):
    for number in (1, 2, 3):
        add(store, number)
    store.queue.failed(store.queue.claim(), "No.")
    store.queue.claim()
    assert [item.state for item in store.queue.items()] == ["failed", "running", "waiting"]
    assert [item.id for item in store.queue.items(("waiting", "failed"))] == [3, 1]
    assert store.queue.counts() == {"failed": 1, "running": 1, "waiting": 1}


def worker_of(store: Store) -> str:
    with store._database.reading() as connection:
        return connection.execute(sa.select(QUEUE.c.worker)).scalar_one()


def test_whether_any_waits_and_for_which_models(store):
    assert not store.queue.has_waiting()
    assert store.queue.models() == []
    add(store, 1)
    store.queue.enqueue(["/scans/1"], series_digest="b" * 64, model_name="other", n_slices=1)
    assert store.queue.has_waiting()
    assert store.queue.models() == ["other", "quick"]
    store.queue.claim()
    assert store.queue.models() == ["other"]
    store.queue.claim()
    assert not store.queue.has_waiting()


def test_the_longest_waiting_is_found_by_the_index_however_many_there_are(store):
    """The database says how it would look for it: by the index on state and number alone."""
    add(store)
    query = str(
        _LONGEST_WAITING.compile(store._database.engine, compile_kwargs={"literal_binds": True})
    )
    explain = "EXPLAIN QUERY PLAN" if store.location.is_sqlite else "EXPLAIN"
    with store._database.writing() as connection:
        if not store.location.is_sqlite:
            # A table of one row is read whole unless that is ruled out.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {query}"))
    assert "ix_liverlens_queue_state_id" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
