"""Connections and transactions, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from core.errors import StoreError
from core.worklist import sentences
from core.worklist.damage import ODD
from core.worklist.failures import as_sentences
from core.worklist.location import Location

#: How long to wait while another program holds the store.
BUSY_SECONDS = 15.0
CONNECT_SECONDS = 5
_WRITING = "liverlens_writing"


class Database:
    """One store's connections. Safe to use from any thread."""

    def __init__(self, location: Location, busy_seconds: float = BUSY_SECONDS) -> None:
        self.location = location
        with as_sentences(location):
            make = _sqlite if location.is_sqlite else _postgres
            self.engine = make(location, busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees the store at one moment; in it, values are read, and no more."""
        with (
            as_sentences(self.location, ODD),
            self.engine.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction: committed when the block ends without an error, rolled back otherwise."""
        with as_sentences(self.location), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection

    def now(self, connection: sa.Connection) -> datetime:
        """UTC by the clock that all users of the store share: their machine's, or the server's."""
        if self.location.is_sqlite:
            return datetime.now(UTC)
        return connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one().astimezone(UTC)

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(location: Location, busy_seconds: float) -> sa.Engine:
    if location.file is not None and not location.url.query:
        _make_private_file(location.file, location)
    engine = sa.create_engine(
        location.url, poolclass=NullPool, connect_args={"timeout": busy_seconds}
    )

    @sa.event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver begins no transactions of its own: `begin` below does, at the right moment.
        connection.isolation_level = None
        _use_wal(connection)
        # What was committed survives a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is removed is overwritten.
        connection.execute("PRAGMA secure_delete = ON").fetchone()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that starts by reading can't become a writing one while another writes,
        # and no waiting helps: so the lock is taken at once.
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers and one writer don't wait for each other; a kill at any moment leaves the store as
    it was before or after (https://sqlite.org/wal.html)."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
    except sqlite3.OperationalError as error:
        # Another process is making the same change, or nothing can be written: then the first
        # write fails and says so.
        if not error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_READONLY")):
            raise


def _make_private_file(file: Path, location: Location) -> None:
    """An empty file that only its owner reads; SQLite gives its other files the same mode."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(sentences.store_not_creatable(location, error.strerror)) from error


def _postgres(location: Location, busy_seconds: float) -> sa.Engine:
    wait = {"options": f"-c lock_timeout={round(busy_seconds * 1000)}"}
    asked: dict[str, object] = {
        name: value for name, value in wait.items() if name not in location.url.query
    }
    if "connect_timeout" not in location.url.query:
        asked["connect_timeout"] = CONNECT_SECONDS
    try:
        return sa.create_engine(location.url, pool_pre_ping=True, connect_args=asked)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(sentences.no_psycopg()) from error
