"""The series of a cohort that are not assessable: how many, why, and which."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.labels import NOT_ASSESSABLE
from core.worklist.tables import RECORD

#: So many of them are named.
MOST_NAMED = 50


@dataclass(frozen=True)
class Outside:
    """The series that are not assessable, counted among the others or not."""

    n_series: int = 0
    #: Code -> how many series; a series may have several.
    reasons: Counter[str] = field(default_factory=Counter)
    #: Numbers of the records that were added last, the last one first; up to `MOST_NAMED`.
    newest: tuple[int, ...] = ()


def read_outside(connection: sa.Connection, fits: Sequence[sa.ColumnElement[bool]]) -> Outside:
    """Those of the records on which all of `fits` hold."""
    # Few different lists of reasons: one row for each.
    reasons = sa.cast(RECORD.c.reasons, sa.Text).label("reasons")
    fits = [*fits, RECORD.c.category == NOT_ASSESSABLE]
    one = sa.select(reasons).where(*fits).subquery()
    rows = connection.execute(
        sa.select(one.c.reasons, sa.func.count()).group_by(one.c.reasons)
    ).all()
    found: Counter[str] = Counter()
    for words, count in rows:
        for code in json.loads(words or "[]") or ():
            found[code] += count
    last_first = (RECORD.c.created_at.desc(), RECORD.c.id.desc())
    query = sa.select(RECORD.c.id).where(*fits).order_by(*last_first).limit(MOST_NAMED)
    newest = tuple(connection.execute(query).scalars())
    return Outside(sum(count for _, count in rows), found, newest)
