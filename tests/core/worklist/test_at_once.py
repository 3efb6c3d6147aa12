"""Several programs change one store at the same moment: none holds what another waits for while it
waits itself. PostgreSQL ends one of two that do (SQLSTATE 40P01)."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace

import sqlalchemy as sa

from core.errors import UnknownRecordError
from core.measurements import Change
from core.worklist import Store
from tests.core.measurements.made import ellipse, ruler
from tests.core.worklist.made_records import some_record

_PROGRAMS, _SERIES, _STEPS = 6, 4, 120


def _queue(store: Store, luck: random.Random) -> None:
    number, again = luck.randint(1, _SERIES), luck.random() < 0.7
    digest = some_record(number).series_digest
    store.queue.enqueue(["/a"], series_digest=digest, model_name="m", n_slices=3, again=again)


def _work(store: Store, luck: random.Random) -> None:
    claim = store.queue.claim()
    if claim is None:
        return
    store.queue.progress(claim, 1, 3)
    if luck.random() < 0.3:
        store.queue.release(claim)
        return
    store.queue.done(claim, some_record(int(claim.item.series_digest, 16)))


def _save(store: Store, luck: random.Random) -> None:
    store.save(some_record(luck.randint(1, _SERIES), p_malignant=luck.random()))


def _measure(store: Store, luck: random.Random) -> None:
    put = [ruler(), ellipse(), replace(ruler(), id="b7")]
    luck.shuffle(put)
    gone = (luck.choice(put).id,) if luck.random() < 0.3 else ()
    change = Change(put=tuple(one for one in put if one.id not in gone), removed=gone)
    store.change_measured(some_record(luck.randint(1, _SERIES)).series_digest, change)


def _delete(store: Store, luck: random.Random) -> None:
    if luck.random() < 0.3:
        store.delete_older(0)
    elif found := store.list():
        with suppress(UnknownRecordError):
            store.delete(luck.choice(found).id)


def _retry(store: Store, luck: random.Random) -> None:
    store.queue.retry()


def _recover(store: Store, luck: random.Random) -> None:
    store.queue.give_back([one.claim for one in _claimed(store)], counted=luck.random() < 0.5)
    store.queue.recover()


def _claimed(store: Store) -> list[sa.Row]:
    with store._database.reading() as connection:
        return connection.execute(sa.text("SELECT claim FROM liverlens_queue")).all()


_STEP: tuple[Callable[[Store, random.Random], None], ...] = (
    *(_queue,) * 4,
    *(_work,) * 4,
    *(_save,) * 2,
    *(_measure,) * 2,
    _delete,
    _retry,
    _recover,
)


def test_no_step_waits_for_one_that_waits_for_it(postgres_url):
    # Found after 10 ms instead of after a second, so that a run has room for many.
    url = f"{postgres_url}&options=-c%20deadlock_timeout%3D10ms"
    Store.open(url).close()

    def program(seed: int) -> None:
        luck = random.Random(seed)
        with closing(Store.open(url)) as store:
            for _ in range(_STEPS):
                luck.choice(_STEP)(store, luck)

    with ThreadPoolExecutor(_PROGRAMS) as programs:
        ended = [programs.submit(program, seed) for seed in range(_PROGRAMS)]
    failures = [str(one.exception()) for one in ended if one.exception()]
    assert failures == []
    with closing(Store.open(url)) as store, store._database.reading() as connection:
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert connection.execute(sa.text(query)).scalar_one() == 0
