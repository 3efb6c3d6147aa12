"""Facts about a store itself, such as the fingerprint of its key: set once, the same for all."""

from __future__ import annotations

import sqlalchemy as sa

from core.worklist.tables import FACT
from core.worklist.upserts import insert_into


def fact(connection: sa.Connection, name: str, proposed: str) -> str:
    """The value of that fact; `proposed` if it had none. Of several processes that set it at once
    one wins, and all get its value."""
    query = sa.select(FACT.c.value).where(FACT.c.name == name)
    known = connection.execute(query).scalar_one_or_none()
    if known is None:
        insert = insert_into(connection, FACT).values(name=name, value=proposed)
        connection.execute(insert.on_conflict_do_nothing(index_elements=[FACT.c.name]))
        known = connection.execute(query).scalar_one()
    return known
