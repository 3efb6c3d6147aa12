"""Queued series whose worker has gone wait again, or are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.worklist import sentences
from core.worklist.process import has_ended
from core.worklist.queue_item import RUNNING, SET_ASIDE, WAITING
from core.worklist.tables import QUEUE

#: After so many ended processes a series is set aside.
MOST_ATTEMPTS = 3
#: A worker that has been silent for so long counts as gone where that can't be seen.
LEASE = timedelta(minutes=5)

NO_CLAIM = {"worker": None, "claim": None, "heartbeat_at": None}


def given_back(attempts: int, now: datetime) -> dict[str, object]:
    """The columns of an item whose worker has gone, after `attempts` counted ones."""
    if attempts < MOST_ATTEMPTS:
        return {**NO_CLAIM, "state": WAITING, "progress_done": 0}
    return {
        **NO_CLAIM,
        "state": SET_ASIDE,
        "error": str(sentences.ended_too_often(attempts)),
        "finished_at": now,
    }


def give_back_ended(connection: sa.Connection, now: datetime) -> int:
    """Give back what ended or silent processes had claimed; returns how many.

    No row of a living worker is locked: with many workers each would wait for all others.
    """
    columns = (QUEUE.c.id, QUEUE.c.worker, QUEUE.c.attempts, QUEUE.c.heartbeat_at, QUEUE.c.claim)
    n_back = 0
    for row in _in_order(connection, columns, QUEUE.c.state == RUNNING):
        if has_ended(row.worker) or now - row.heartbeat_at > LEASE:
            n_back += _give_back(connection, row, row.attempts, now)
        elif row.heartbeat_at - now > LEASE:
            # The clock was set back: the time of its silence begins now.
            change = sa.update(QUEUE).where(_unchanged(row)).values(heartbeat_at=now)
            connection.execute(change)
    return n_back


def give_back_claimed(
    connection: sa.Connection, tokens: Sequence[str], now: datetime, *, counted: bool
) -> int:
    """The same for what is held under those claims, whether or not its worker still runs."""
    columns = (QUEUE.c.id, QUEUE.c.attempts, QUEUE.c.heartbeat_at, QUEUE.c.claim)
    held = (QUEUE.c.state == RUNNING) & QUEUE.c.claim.in_(tokens)
    rows = _in_order(connection, columns, held)
    return sum(_give_back(connection, row, row.attempts - (not counted), now) for row in rows)


def _in_order(
    connection: sa.Connection, columns: Sequence[sa.Column], which: sa.ColumnElement[bool]
) -> Sequence[sa.Row]:
    """Rows to change one by one, in the order of `locks`."""
    return connection.execute(sa.select(*columns).where(which).order_by(QUEUE.c.id)).all()


def _give_back(connection: sa.Connection, row: sa.Row, attempts: int, now: datetime) -> int:
    values = {**given_back(attempts, now), "attempts": attempts}
    return connection.execute(sa.update(QUEUE).where(_unchanged(row)).values(**values)).rowcount


def _unchanged(row: sa.Row) -> sa.ColumnElement[bool]:
    """Another process may have been faster, or the silent worker may have spoken."""
    return (
        (QUEUE.c.id == row.id)
        & (QUEUE.c.claim == row.claim)
        & (QUEUE.c.heartbeat_at == row.heartbeat_at)
    )
