"""Values in the store that nothing here wrote: which row they are in, instead of a traceback.

SQLite keeps any value in any column, and JSON may hold any shape.
"""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecodeError
from typing import TypeVar

import sqlalchemy as sa

from core.errors import StoreError, UsageError
from core.sentence import Sentence

_T = TypeVar("_T")

#: What a value that is no text, or no JSON, raises; also while it is fetched.
NOT_TEXT = (UnicodeDecodeError, JSONDecodeError, RecursionError)
#: What a value of another kind or shape raises.
ODD = (*NOT_TEXT, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


def read_all(
    connection: sa.Connection,
    query: sa.Select,
    number: sa.Column[int],
    read: Callable[[sa.Connection, sa.Select], list[_T]],
    damaged: Callable[[int], Sentence],
) -> list[_T]:
    """`read(connection, query)`.

    Args:
        number: the column that numbers the rows of `query`.
        damaged: says that the row of that number can't be read.

    Raises:
        StoreError: one of the rows can't be read.
    """
    try:
        return read(connection, query)
    except (*ODD, UsageError) as error:
        for one in connection.execute(query.with_only_columns(number)).scalars().all():
            try:
                read(connection, query.where(number == one))
            except (*ODD, UsageError):
                raise StoreError(damaged(one)) from error
        raise


def check_kinds(row: sa.RowMapping, columns: tuple[sa.Column, ...]) -> None:
    """Raises TypeError unless each value is of its column's kind; JSON may be of any."""
    for column in columns:
        value = row[column.name]
        if isinstance(column.type, sa.JSON) or (value is None and column.nullable):
            continue
        kind = column.type.python_type
        kinds = (int, float) if kind is float else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and kind is not bool):
            raise TypeError(column.name)
