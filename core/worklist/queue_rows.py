"""Rows of the queue as items."""

from __future__ import annotations

from dataclasses import fields

import sqlalchemy as sa

from core.worklist import sentences
from core.worklist.damage import check_kinds, read_all
from core.worklist.queue_item import Item
from core.worklist.tables import QUEUE

ITEM_COLUMNS = [QUEUE.c[field.name] for field in fields(Item)]


def read_items(connection: sa.Connection, query: sa.Select) -> list[Item]:
    """Raises StoreError for one that holds what can't be an item; the sentence has its number."""

    def read(connection: sa.Connection, query: sa.Select) -> list[Item]:
        return [_as_item(row) for row in connection.execute(query).mappings()]

    return read_all(connection, query, QUEUE.c.id, read, sentences.unreadable_item)


def _as_item(row: sa.RowMapping) -> Item:
    check_kinds(row, tuple(ITEM_COLUMNS))
    if not all(isinstance(path, str) for path in row["paths"]):
        raise TypeError("paths")
    return Item(**{**row, "paths": tuple(row["paths"])})
