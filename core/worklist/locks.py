"""Locks on what a transaction changes, which all transactions take in the same order.

Where two transactions each hold what the other waits for, PostgreSQL ends one of them (SQLSTATE
40P01; its manual, section 13.3.4). So a transaction takes rows of `QUEUE` first, then those of
`RECORD`, then those of other tables, and rows of one table in the order of their primary key. In
SQLite there is one writer at a time.
"""

from __future__ import annotations

import sqlalchemy as sa


def hold(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> bool:
    """Wait until no other transaction changes the rows that fit, and keep them until this one
    ends. Returns whether there are any."""
    query = sa.select(*table.primary_key).where(which).order_by(*table.primary_key)
    return bool(connection.execute(query.with_for_update()).all())


def hold_all(connection: sa.Connection, *tables: sa.Table) -> None:
    """The same with every row of those tables, and those that would be added. Others can read."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables)
        connection.execute(sa.text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
