"""What the queue costs a PostgreSQL server: statements and seconds for each step of a series, by
how many series are in the queue, and bytes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa

from core.worklist import Claim, Store
from tools.benchmarks.many_records import made_up
from tools.scale.database import own_store

T = TypeVar("T")
#: Claims that are timed at each length of the queue.
TIMES = 40
#: Of the index that was there before version 0010 of the store, which is that much slower.
OLD_TIMES = 3
#: Longest queue at which the old index is tried: beyond, a claim takes minutes.
OLD_MOST = 1_000_000

#: As `core worklist add` leaves them: a path of usual length, a digest of 64 digits. In a long
#: queue most are done, and so in this one: three of four.
_FILL = """
INSERT INTO liverlens_queue (series_digest, model_name, n_slices, paths, state, attempts,
    progress_done, progress_total, error, added_at)
SELECT encode(sha256(('series ' || n)::bytea), 'hex'), 'first', 100,
    CASE WHEN n % 4 = 0 OR n > :start + :count * 0.75
        THEN json_build_array('/archive/2026/' || encode(sha256(n::text::bytea), 'hex'))
        ELSE '[]'::json END,
    CASE WHEN n > :start + :count * 0.75 THEN 'waiting' ELSE 'done' END,
    1, 100, 100, '', now()
FROM generate_series(:start + 1, :start + :count) AS n
"""


def costs_of_queue(rows: Sequence[int]) -> dict:
    """For each length of the queue, and what doesn't depend on it."""
    found: dict = {"rows": {}}
    with own_store() as store:
        store.key, store.identity  # noqa: B018  (the store's first writes are not the queue's)
        for count in rows:
            _fill(store, count)
            found["rows"][str(count)] = _steps(store)
            if count <= OLD_MOST:
                with _old_index(store):
                    found["rows"][str(count)]["claim_old_ms"] = _median_ms(
                        lambda: store.queue.release(_claimed(store)), OLD_TIMES
                    )
        found |= _bytes(store) | _of_records(store) | _statements(store)
    return found


def claim_ms(store: Store, count: int) -> float:
    """Median milliseconds of a claim where `count` series are in the queue."""
    _fill(store, count)
    return _steps(store)["claim_ms"]


def _claimed(store: Store) -> Claim:
    claim = store.queue.claim()
    assert claim is not None  # something waits
    return claim


def _fill(store: Store, count: int) -> None:
    with store._database.writing() as connection:
        start = connection.execute(sa.text("SELECT count(*) FROM liverlens_queue")).scalar_one()
        if count > start:
            connection.execute(sa.text(_FILL), {"start": start, "count": count - start})
    _without_transaction(store, "VACUUM ANALYZE")


def _steps(store: Store) -> dict[str, float]:
    """Median milliseconds of each step, as a worker sees them."""
    claims: list[Claim] = []

    def claim() -> None:
        claims.append(_claimed(store))

    claim_ms = _median_ms(claim, TIMES)
    progress_ms = _median_ms(lambda: store.queue.progress(claims[0], 5, 100), TIMES)
    for one in claims:
        store.queue.release(one)
    return {
        "claim_ms": claim_ms,
        "progress_ms": progress_ms,
        "count_ms": _median_ms(store.queue.counts, 5),
        "has_waiting_ms": _median_ms(store.queue.has_waiting, 5),
    }


@contextmanager
def _old_index(store: Store) -> Iterator[None]:
    """The index of the store before version 0010, on the state alone."""
    old, new = "ix_liverlens_queue_state", "ix_liverlens_queue_state_id"
    _without_transaction(store, f"CREATE INDEX {old} ON liverlens_queue (state)")
    _without_transaction(store, f"DROP INDEX {new}")
    _without_transaction(store, "ANALYZE liverlens_queue")
    try:
        yield
    finally:
        _without_transaction(store, f"CREATE INDEX {new} ON liverlens_queue (state, id)")
        _without_transaction(store, f"DROP INDEX {old}")
        _without_transaction(store, "ANALYZE liverlens_queue")


def _bytes(store: Store) -> dict[str, float]:
    query = sa.text(
        "SELECT pg_total_relation_size('liverlens_queue')::float / count(*) FROM liverlens_queue"
    )
    with store._database.reading() as connection:
        return {"queue_bytes": connection.execute(query).scalar_one()}


def _of_records(store: Store) -> dict[str, float]:
    """Seconds to end a series with a record, and the bytes that it takes."""
    records = list(made_up(300))
    size = sa.text(
        "SELECT pg_total_relation_size('liverlens_record')"
        " + pg_total_relation_size('liverlens_caution') + pg_total_relation_size('liverlens_kept')"
    )
    taken = []
    for record in records:
        claim = _claimed(store)
        record = replace(record, series_digest=claim.item.series_digest)
        begun = time.perf_counter()
        store.queue.done(claim, record)
        taken.append(time.perf_counter() - begun)
    with store._database.reading() as connection:
        held = connection.execute(size).scalar_one()
    return {"done_ms": statistics.median(taken) * 1e3, "record_bytes": held / len(records)}


def _statements(store: Store) -> dict[str, int]:
    """How many statements each step sends, transactions and the ping of a connection included."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    engine = store._database.engine
    for event in ("before_cursor_execute", "begin", "commit"):
        sa.event.listen(engine, event, count)
    steps: dict[str, int] = {}
    store.queue.claim()  # from here on, nothing is recovered for some seconds
    records = made_up(1)

    def step(name: str, call: Callable[[], T]) -> T:
        counted[0] = 1  # the ping
        result = call()
        steps[f"{name}_statements"] = counted[0]
        return result

    claim = step("claim", lambda: _claimed(store))
    step("progress", lambda: store.queue.progress(claim, 5, 100))
    record = replace(next(records), series_digest=claim.item.series_digest)
    step("done", lambda: store.queue.done(claim, record))
    return steps


def _median_ms(call: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1e3


def _without_transaction(store: Store, statement: str) -> None:
    engine = store._database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
