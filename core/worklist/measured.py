"""What readers measured in a series, as the store holds it: a row for each measurement.

They belong to the series and not to one model's record, so all records of the series show them. A
change says which measurements are new, different or gone: two readers of one series don't undo
each other's, and of two changes of the same measurement the later one holds.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from core.measurements import Change, Measurement, in_order, plain_measurement, stored
from core.worklist.locks import hold
from core.worklist.tables import MEASURED, RECORD
from core.worklist.upserts import insert_into


def write_change(
    connection: sa.Connection, series_digest: str, change: Change, now: datetime
) -> bool:
    """Take it in, if there is a record of that series; False, and nothing is done, without one."""
    # Two readers of one series take turns, and its last record is not deleted meanwhile.
    if not hold(connection, RECORD, RECORD.c.series_digest == series_digest):
        return False
    of_series = MEASURED.c.series_digest == series_digest
    for gone in change.removed:
        connection.execute(sa.delete(MEASURED).where(of_series, MEASURED.c.id == gone))
    for one in change.put:
        values = {"measurement": plain_measurement(one), "changed_at": now}
        insert = insert_into(connection, MEASURED).values(
            series_digest=series_digest, id=one.id, **values
        )
        keys = [MEASURED.c.series_digest, MEASURED.c.id]
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=values))
    return True


def read_measured(
    connection: sa.Connection, digests: Collection[str]
) -> dict[str, tuple[Measurement, ...]]:
    """Digest of a series -> what was measured in it, in order; those without any are left out."""
    found: dict[str, list[object]] = {}
    wanted = sorted(set(digests))
    # Databases take a limited number of values in one query.
    for start in range(0, len(wanted), 500):
        query = sa.select(MEASURED.c.series_digest, MEASURED.c.measurement).where(
            MEASURED.c.series_digest.in_(wanted[start : start + 500])
        )
        for digest, value in connection.execute(query):
            found.setdefault(digest, []).append(value)
    return {digest: in_order(stored(values)) for digest, values in found.items()}


def forget_measured(connection: sa.Connection, series_digest: str) -> bool:
    """Once there is no record of that series any more; returns whether that is so."""
    left = sa.select(RECORD.c.id).where(RECORD.c.series_digest == series_digest).limit(1)
    if connection.execute(left).first() is not None:
        return False
    connection.execute(sa.delete(MEASURED).where(MEASURED.c.series_digest == series_digest))
    return True
