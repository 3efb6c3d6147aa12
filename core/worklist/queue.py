"""A durable queue: what is added is worked on until it is done, whatever ends the process.

Each step is one transaction. A claim is held by a process; when that is gone, or has been silent
for `recovery.LEASE`, the series waits again. A process that has lost its claim can no longer write
under it, so nothing is saved twice.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from core.errors import UnknownRecordError
from core.worklist import sentences
from core.worklist.database import Database
from core.worklist.kept import Kept, write_kept
from core.worklist.locks import hold
from core.worklist.process import this_process
from core.worklist.queue_item import DONE, FAILED, RUNNING, SET_ASIDE, WAITING, Item
from core.worklist.queue_rows import ITEM_COLUMNS, read_items
from core.worklist.record import Record
from core.worklist.recovery import NO_CLAIM, give_back_claimed, give_back_ended, given_back
from core.worklist.rows import write_record
from core.worklist.tables import QUEUE, row_id
from core.worklist.upserts import insert_into

#: While series wait, a worker looks so often for what ended processes left.
RECOVER_SECONDS = 15.0

_FRESH = {
    **NO_CLAIM,
    "state": WAITING,
    "attempts": 0,
    "progress_done": 0,
    "progress_total": 0,
    "error": "",
    "finished_at": None,
}
#: Items that another process takes at this moment are passed over (PostgreSQL). The index on state
#: and number makes it as quick with ten million items as with ten.
_LONGEST_WAITING = (
    sa.select(QUEUE.c.id)
    .where(QUEUE.c.state == WAITING)
    .order_by(QUEUE.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Claim:
    """The right to work on `item`, until it is given back or lost."""

    item: Item
    token: str


class Queue:
    """The queued series of one store. Every method raises StoreError as `Store` does."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recover_at = 0.0

    def enqueue(
        self,
        paths: Sequence[str],
        *,
        series_digest: str,
        model_name: str,
        n_slices: int,
        pseudonym: str | None = None,
        again: bool = False,
    ) -> tuple[Item, bool]:
        """Queue a series for a model. A pair that is queued already stays one item.

        One that failed or was set aside waits again; one that is done only if `again`.

        Returns:
            (item, whether it waits because of this call).
        """
        key = {"series_digest": series_digest, "model_name": model_name}
        same = (QUEUE.c.series_digest == series_digest) & (QUEUE.c.model_name == model_name)
        columns = (QUEUE.c.id, QUEUE.c.state, QUEUE.c.paths)
        query = sa.select(*columns).where(same).with_for_update()
        with self._database.writing() as connection:
            values = {
                **_FRESH,
                "paths": list(paths),
                "n_slices": n_slices,
                "pseudonym": pseudonym,
                "added_at": self._database.now(connection),
            }
            insert = insert_into(connection, QUEUE).values(**key, **values)
            insert = insert.on_conflict_do_nothing(index_elements=list(key)).returning(QUEUE.c.id)
            # Until it is there: another process may add the same one at this moment, or remove it.
            while (known := connection.execute(query).first()) is None:
                number = connection.execute(insert).scalar_one_or_none()
                if number is not None:
                    return _item(connection, number), True
            if known.state == WAITING and list(known.paths) == list(paths):
                # More of its slices may lie there by now.
                connection.execute(sa.update(QUEUE).where(same).values(n_slices=n_slices))
            if known.state in (WAITING, RUNNING) or (known.state == DONE and not again):
                return _item(connection, known.id), False
            connection.execute(sa.update(QUEUE).where(same).values(**values))
            return _item(connection, known.id), True

    def claim(self, token: str | None = None) -> Claim | None:
        """The series that has waited longest, for this process; None if none waits.

        Args:
            token: what the claim is held under, random by default. Whoever knows it can give the
                series back in the worker's place (`give_back`).
        """
        token = token or secrets.token_hex(16)
        with self._database.writing() as connection:
            number = None
            if time.monotonic() < self._recover_at:
                number = connection.execute(_LONGEST_WAITING).scalar_one_or_none()
            if number is None:
                self._recover(connection)
                number = connection.execute(_LONGEST_WAITING).scalar_one_or_none()
            if number is None:
                return None
            connection.execute(
                sa.update(QUEUE)
                .where(QUEUE.c.id == number)
                .values(
                    state=RUNNING,
                    attempts=QUEUE.c.attempts + 1,
                    worker=this_process(),
                    claim=token,
                    heartbeat_at=self._database.now(connection),
                    progress_done=0,
                    progress_total=QUEUE.c.n_slices,
                )
            )
            return Claim(_item(connection, number), token)

    def heartbeat(self, claim: Claim) -> bool:
        """Report that the worker is alive; False if it has lost the claim and should stop."""
        return self._change(claim, {})

    def progress(self, claim: Claim, done: int, total: int) -> bool:
        """Slices done of all; False as for `heartbeat`."""
        return self._change(claim, {"progress_done": done, "progress_total": total})

    def done(self, claim: Claim, record: Record, kept: Kept | None = None) -> Record | None:
        """Save `record`, with `kept` beside it, and end the item in one step; the item's paths are
        forgotten.

        None, and nothing is saved, if the claim is lost.
        """
        with self._database.writing() as connection:
            if not self._holds(connection, claim):
                return None
            now = self._database.now(connection)
            record = write_record(connection, replace(record, created_at=now))
            write_kept(connection, record.number, kept)
            connection.execute(
                sa.update(QUEUE)
                .where(QUEUE.c.id == claim.item.id)
                .values(
                    **NO_CLAIM,
                    state=DONE,
                    paths=[],
                    error="",
                    progress_done=QUEUE.c.progress_total,
                    record_id=record.number,
                    finished_at=now,
                )
            )
            return record

    def failed(self, claim: Claim, reason: str) -> bool:
        """The series can't be analysed, for the `reason` in one sentence; False as above."""
        with self._database.reading() as connection:
            now = self._database.now(connection)
        ended = {"state": FAILED, "error": reason, "finished_at": now}
        return self._change(claim, NO_CLAIM | ended)

    def release(self, claim: Claim, *, counted: bool = False) -> bool:
        """Give the series back: as if it had not been claimed, or as a `counted` attempt.

        A counted one was ended by the series, not by the user: the last of
        `recovery.MOST_ATTEMPTS` sets it aside. False as above.
        """
        with self._database.reading() as connection:
            now = self._database.now(connection)
        attempts = claim.item.attempts if counted else claim.item.attempts - 1
        return self._change(claim, {**given_back(attempts, now), "attempts": attempts})

    def give_back(self, tokens: Sequence[str], *, counted: bool = True) -> int:
        """Give back what is claimed under `tokens`, for workers that are gone; returns how many.

        As a `counted` attempt, or as if it had not been claimed (`release`).
        """
        with self._database.writing() as connection:
            now = self._database.now(connection)
            return give_back_claimed(connection, tokens, now, counted=counted)

    def claimed(self, tokens: Sequence[str]) -> dict[str, Item]:
        """Claim -> the series that is worked on under it, of those in `tokens`."""
        held = (QUEUE.c.state == RUNNING) & QUEUE.c.claim.in_(tokens)
        with self._database.reading() as connection:
            of_claim = connection.execute(sa.select(QUEUE.c.id, QUEUE.c.claim).where(held)).all()
            query = sa.select(*ITEM_COLUMNS).where(held)
            items = {item.id: item for item in read_items(connection, query)}
        return {row.claim: items[row.id] for row in of_claim if row.id in items}

    def recover(self) -> int:
        """Give back what ended processes had claimed; returns how many. `claim` does it too."""
        with self._database.writing() as connection:
            return self._recover(connection)

    def items(self, states: Sequence[str] = (), limit: int | None = None) -> list[Item]:
        """All items as they were added; or those in one of `states`, in the order of the states.

        Args:
            limit: no more than so many of them.
        """
        query = sa.select(*ITEM_COLUMNS)
        if states:
            order = {state: place for place, state in enumerate(states)}
            query = query.where(QUEUE.c.state.in_(states))
            query = query.order_by(sa.case(order, value=QUEUE.c.state))
        query = query.order_by(QUEUE.c.id).limit(limit)
        with self._database.reading() as connection:
            return read_items(connection, query)

    def counts(self) -> dict[str, int]:
        """State -> how many items; states without any are absent."""
        query = sa.select(QUEUE.c.state, sa.func.count()).group_by(QUEUE.c.state)
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def has_waiting(self) -> bool:
        """Whether any series waits: at once, however many there are."""
        query = sa.select(QUEUE.c.id).where(QUEUE.c.state == WAITING).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def models(self) -> list[str]:
        """The models that waiting series name."""
        query = sa.select(QUEUE.c.model_name).where(QUEUE.c.state == WAITING).distinct()
        with self._database.reading() as connection:
            return sorted(connection.execute(query).scalars())

    def retry(self) -> int:
        """Let everything that failed or was set aside wait again; returns how many."""
        with self._database.writing() as connection:
            ended = QUEUE.c.state.in_((FAILED, SET_ASIDE))
            hold(connection, QUEUE, ended)
            return connection.execute(sa.update(QUEUE).where(ended).values(**_FRESH)).rowcount

    def remove(self, number: int) -> None:
        """Remove an item, paths and all; a record made from it stays.

        A worker that is busy with it loses its claim. Raises UnknownRecordError for no such number.
        """
        with self._database.writing() as connection:
            gone = connection.execute(sa.delete(QUEUE).where(QUEUE.c.id == row_id(number)))
            if gone.rowcount == 0:
                raise UnknownRecordError(sentences.unknown_item(number))

    def _recover(self, connection: sa.Connection) -> int:
        self._recover_at = time.monotonic() + RECOVER_SECONDS
        return give_back_ended(connection, self._database.now(connection))

    def _change(self, claim: Claim, values: dict[str, object]) -> bool:
        """Write `values` and a sign of life under a claim; False if it is lost."""
        held = (QUEUE.c.id == claim.item.id) & (QUEUE.c.claim == claim.token)
        with self._database.writing() as connection:
            values = {"heartbeat_at": self._database.now(connection), **values}
            return connection.execute(sa.update(QUEUE).where(held).values(**values)).rowcount == 1

    def _holds(self, connection: sa.Connection, claim: Claim) -> bool:
        held = (QUEUE.c.id == claim.item.id) & (QUEUE.c.claim == claim.token)
        query = sa.select(QUEUE.c.id).where(held).with_for_update()
        return connection.execute(query).scalar_one_or_none() is not None


def _item(connection: sa.Connection, number: int) -> Item:
    (item,) = read_items(connection, sa.select(*ITEM_COLUMNS).where(QUEUE.c.id == number))
    return item
