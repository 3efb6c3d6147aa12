"""How many rows a store's database gives back: what a page costs, whatever the machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from core.worklist import Store


class Fetched:
    rows = 0


@contextmanager
def fetched_rows(store: Store) -> Iterator[Fetched]:
    """Count those of a SQLite store while the block runs; it connects anew for each step."""
    fetched = Fetched()

    def count(_cursor: sqlite3.Cursor, row: tuple) -> tuple:
        fetched.rows += 1
        return row

    def watch(connection: sqlite3.Connection, _record: object) -> None:
        connection.row_factory = count

    engine = store._database.engine
    sa.event.listen(engine, "connect", watch)
    try:
        yield fetched
    finally:
        sa.event.remove(engine, "connect", watch)
