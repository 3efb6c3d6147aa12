"""`INSERT ... ON CONFLICT`: both databases have it, each with its own construct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: Mapping[str, Callable[[sa.Table], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_into(connection: sa.Connection, table: sa.Table) -> Any:
    """An insert that takes `on_conflict_do_update`."""
    return _INSERTS[connection.dialect.name](table)
