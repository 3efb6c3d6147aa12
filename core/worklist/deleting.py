"""Records that go, with everything that was kept because of them."""

from __future__ import annotations

import sqlalchemy as sa

from core.worklist.annotations import forget_annotations
from core.worklist.locks import hold_all
from core.worklist.measured import forget_measured
from core.worklist.tables import QUEUE, RECORD


def delete_records(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """Forget the records that fit, their cautions and stored outlines, and that their series were
    ever queued; with the last record of a series also what was measured and outlined in it, unless
    for a study, to which that belongs. Returns how many records there were."""
    # What is queued goes with the records, also what another transaction queues at this moment.
    hold_all(connection, QUEUE, RECORD)
    gone = sa.delete(RECORD).where(which).returning(RECORD.c.series_digest)
    digests = list(connection.execute(gone).scalars())
    for digest in dict.fromkeys(digests):
        if forget_measured(connection, digest):
            forget_annotations(connection, digest, reader=None, study="")
    return len(digests)
