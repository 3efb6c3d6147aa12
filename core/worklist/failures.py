"""What goes wrong in a database, as one sentence for a person.

SQLite tells by the name of a result code, PostgreSQL by SQLSTATE (its manual, appendix A).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.errors import StoreError
from core.worklist.location import STORE_VARIABLE, URL_VARIABLE, Location

_ELSEWHERE = f"or choose another store with {STORE_VARIABLE}"

#: Start of SQLite's name of the error -> what to say after the store's place.
_SQLITE = {
    "SQLITE_BUSY": "is locked by another program: try again when that has finished",
    "SQLITE_LOCKED": "is locked by another program: try again when that has finished",
    "SQLITE_READONLY": f"can't be written to: give yourself permission, {_ELSEWHERE}",
    "SQLITE_FULL": "can't grow, because the disk is full: free some space and try again",
    "SQLITE_NOTADB": f"is not a worklist of LiverLens: move that file away, {_ELSEWHERE}",
    "SQLITE_CORRUPT": f"is damaged: put a copy back from your backup, {_ELSEWHERE}",
    "SQLITE_CANTOPEN": f"can't be opened: check that its folder can be written to, {_ELSEWHERE}",
    "SQLITE_PERM": f"can't be opened: give yourself permission, {_ELSEWHERE}",
    "SQLITE_IOERR": "can't be read or written, because the disk fails or is full: check the disk",
}

#: Start of PostgreSQL's SQLSTATE -> the same; the longest that fits counts.
_POSTGRES = {
    "25006": "can't be written to: it is read-only",
    "28": "refuses the user: check the name and the password",
    "3D000": "does not exist: create it with createdb",
    "42501": "refuses: its user needs the right to create and change tables",
    "53100": "can't grow, because the disk of its server is full: free some space and try again",
    "53300": "has too many connections: try again later",
    "55P03": "is locked by another program: try again when that has finished",
    "57P": "was shut down: start its server and try again",
    "22021": "can't hold all letters: create it with the encoding UTF8",
    "22P05": "can't hold all letters: create it with the encoding UTF8",
}

#: Words in what libpq says where there is no connection, and so no SQLSTATE; the first that fit.
_UNREACHABLE = {
    "role ": "refuses the user: check the name and the password",
    "password": "refuses the user: check the name and the password",
    "pg_hba": "refuses the user: check the name and the password",
    "does not exist": "does not exist: create it with createdb",
    "refused": "can't be reached (connection refused): start its server",
    "timeout": "can't be reached (no answer): check the address and the network",
    "resolve host": "can't be reached (no such host): check the address",
    "translate host": "can't be reached (no such host): check the address",
    "no such file": "can't be reached (no server there): start its server",
}
_LOST = "can't be reached: check that its server runs"


@contextmanager
def as_sentences(location: Location) -> Iterator[None]:
    """Errors of the database become StoreErrors that name the store and what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{_store(location)} {_reason(location, error)}.") from error
    except SQLAlchemyError as error:
        # Without a result of the database: an option in the URL that nobody knows, say.
        raise StoreError(
            f"{_store(location)} can't be used: check its address in {URL_VARIABLE}."
        ) from error
    except sqlite3.DatabaseError as error:  # from the settings of a new connection
        raise StoreError(f"{_store(location)} {_of_sqlite(error)}.") from error


def _store(location: Location) -> str:
    return f"The worklist {location}" if location.is_sqlite else f"The {location}"


def _reason(location: Location, error: DBAPIError) -> str:
    if location.is_sqlite:
        return _of_sqlite(error.orig)
    reason = _of_postgres(error)
    unreachable = reason.startswith(("can't be reached", "refuses the", "does not"))
    return f"{reason}, or correct {URL_VARIABLE}" if unreachable else reason


def _of_sqlite(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", None) or ""
    for start, reason in _SQLITE.items():
        if name.startswith(start):
            return reason
    return f"can't be used ({error}): put a copy back from your backup, {_ELSEWHERE}"


def _of_postgres(error: DBAPIError) -> str:
    state = getattr(error.orig, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if reason := _POSTGRES.get(state[:length]):
            return reason
    if not state or state.startswith("08"):
        said = str(error.orig).lower()
        for word, reason in _UNREACHABLE.items():
            if word in said:
                return reason
        return _LOST
    return f"failed (SQLSTATE {state}): look into its server's log"
