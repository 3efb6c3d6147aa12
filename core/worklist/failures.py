"""Errors of a database become one sentence for a person.

SQLite reports the name of a result code, PostgreSQL an SQLSTATE (its manual, appendix A).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import StoreError
from core.sentence import Sentence
from core.worklist import database_sentences as sentences
from core.worklist.damage import NOT_TEXT
from core.worklist.location import Location

_Say = Callable[[str], Sentence]

#: Start of SQLite's name of the error -> the sentence about the store.
_SQLITE: Mapping[str, _Say] = {
    "SQLITE_BUSY": sentences.locked,
    "SQLITE_LOCKED": sentences.locked,
    "SQLITE_READONLY": sentences.not_writable,
    "SQLITE_FULL": sentences.disk_full,
    "SQLITE_NOTADB": sentences.not_a_worklist,
    "SQLITE_CORRUPT": sentences.damaged,
    "SQLITE_CANTOPEN": sentences.folder_not_writable,
    "SQLITE_PERM": sentences.no_permission,
    "SQLITE_IOERR": sentences.disk_failing,
}

#: Start of PostgreSQL's SQLSTATE -> the same; the longest that fits counts.
_POSTGRES: Mapping[str, _Say] = {
    "25006": sentences.read_only,
    "28": sentences.user_refused,
    "3D000": sentences.no_such_database,
    "42501": sentences.no_rights,
    "53100": sentences.server_disk_full,
    "53300": sentences.too_many_connections,
    "40001": sentences.changed_at_once,
    "40P01": sentences.changed_at_once,
    "55P03": sentences.locked,
    "57P": sentences.shut_down,
    "22021": sentences.wrong_encoding,
    "22P05": sentences.wrong_encoding,
}

#: Words in libpq's message where there is no connection, and so no SQLSTATE; the first that fits.
_UNREACHABLE: Mapping[str, _Say] = {
    "role ": sentences.user_refused,
    "password": sentences.user_refused,
    "pg_hba": sentences.user_refused,
    "does not exist": sentences.no_such_database,
    "refused": sentences.connection_refused,
    "timeout": sentences.no_answer,
    "resolve host": sentences.no_such_host,
    "translate host": sentences.no_such_host,
    "no such file": sentences.no_server,
}


@contextmanager
def as_sentences(location: Location, odd: tuple[type[Exception], ...] = NOT_TEXT) -> Iterator[None]:
    """Errors of the database become StoreErrors that name the store and what to do.

    Args:
        odd: what a value in the store that can't be read raises.
    """
    store = f"The worklist {location}" if location.is_sqlite else f"The {location}"
    try:
        yield
    except DBAPIError as error:
        of_database = _of_sqlite if location.is_sqlite else _of_postgres
        raise StoreError(of_database(store, error.orig)) from error
    except PoolTimeout as error:
        raise StoreError(sentences.too_many_connections(store)) from error
    except SQLAlchemyError as error:
        # The database returned no result: an unknown option in the URL, for example.
        raise StoreError(sentences.wrong_address(store)) from error
    except sqlite3.DatabaseError as error:  # from the settings of a new connection
        raise StoreError(_of_sqlite(store, error)) from error
    except odd as error:
        raise StoreError(sentences.damaged(store)) from error


def _of_sqlite(store: str, error: BaseException | None) -> Sentence:
    name = getattr(error, "sqlite_errorname", None) or ""
    for start, say in _SQLITE.items():
        if name.startswith(start):
            return say(store)
    return sentences.unusable(store, error)


def _of_postgres(store: str, error: BaseException | None) -> Sentence:
    state = getattr(error, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if say := _POSTGRES.get(state[:length]):
            return say(store)
    if state and not state.startswith("08"):
        return sentences.failed(store, state)
    message = str(error).lower()
    for word, say in _UNREACHABLE.items():
        if word in message:
            return say(store)
    return sentences.unreachable(store)
