"""Records as rows of the tables, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.cautions.caution import Caution
from core.liver_box import LiverBox
from core.measurements import Measurement
from core.series import PLANES
from core.vocabulary.patient import sizes_text
from core.worklist import sentences
from core.worklist.damage import check_kinds, read_all
from core.worklist.measured import read_measured
from core.worklist.record import NEW, Record
from core.worklist.stored_values import (
    check_box,
    check_interval,
    check_lesions,
    check_own,
    check_seconds,
    check_size,
    check_words,
)
from core.worklist.tables import CAUTION, RECORD
from core.worklist.upserts import insert_into

#: Databases take a limited number of values in one query.
MOST_VALUES = 500

#: Probabilities that are closer than this say the same.
SAME_P = 0.005

#: Fields of a record that are no column, or not as they are.
_OTHERS = {"id", "cautions", "lesions", "interval", "liver_box", "reasons", "measurements"}
#: Columns that hold a field as it is.
_PLAIN = tuple(field.name for field in fields(Record) if field.name not in _OTHERS)


def write_record(connection: sa.Connection, record: Record) -> Record:
    """Insert `record`; it replaces what the same weights said of the same series.

    Where both say the same, two things stay: that a person has looked at it, and the interval,
    unless the new record has one.

    Returns the record as kept. All rows belong to the caller's transaction.
    """
    values = values_of(record) | {"created_at": _later(connection, record)}
    insert = insert_into(connection, RECORD).values(**values)
    upsert = insert.on_conflict_do_update(
        index_elements=[RECORD.c.series_digest, RECORD.c.weights_sha256],
        set_=values | _still_known(insert.excluded),
    ).returning(RECORD.c.id)
    number = connection.execute(upsert).scalar_one()
    connection.execute(sa.delete(CAUTION).where(CAUTION.c.record_id == number))
    if record.cautions:
        connection.execute(sa.insert(CAUTION), caution_values(record, number))
    (kept,) = read_records(connection, sa.select(RECORD).where(RECORD.c.id == number))
    return kept


def values_of(record: Record) -> dict[str, Any]:
    """The columns of RECORD, its number left out."""
    values = {name: getattr(record, name) for name in _PLAIN}
    values["lesions"] = [dict(lesion) for lesion in record.lesions]
    values["reasons"] = list(record.reasons)
    values["interval"] = (
        None
        if record.interval is None
        else {name: list(bounds) for name, bounds in record.interval.items()}
    )
    values["own"] = record.own and dict(record.own)
    values["liver_box"] = None if record.liver_box is None else record.liver_box.to_dict()
    return values


def caution_values(record: Record, number: int) -> list[dict[str, Any]]:
    """The rows of CAUTION for a record of that number."""
    return [
        {"record_id": number, "position": position, **asdict(caution)}
        for position, caution in enumerate(record.cautions)
    ]


def _later(connection: sa.Connection, record: Record) -> datetime | None:
    """When it was made, and not before what was said of the series until now: where the clock was
    set back, the last answer would count as an older one."""
    query = sa.select(RECORD.c.created_at).where(RECORD.c.series_digest == record.series_digest)

    def times(connection: sa.Connection, query: sa.Select) -> list[datetime]:
        return list(connection.execute(query).scalars())

    known = read_all(connection, query, RECORD.c.id, times, sentences.unreadable_record)
    newest = max(known, default=None)
    if newest is None or record.created_at is None or record.created_at > newest:
        return record.created_at
    return newest + timedelta(microseconds=1)


def _still_known(new: sa.ColumnCollection) -> dict[str, sa.ColumnElement]:
    """Column -> its value when the row `new` replaces an older one."""
    same = (RECORD.c.category == new.category) & (
        sa.func.abs(RECORD.c.p_malignant - new.p_malignant) < SAME_P
    )
    looked_at = same & (new.status == NEW)
    no_interval = same & new.interval.is_(None) & RECORD.c.interval.is_not(None)
    return {
        "status": sa.case((looked_at, RECORD.c.status), else_=new.status),
        **{
            name: sa.case((no_interval, RECORD.c[name]), else_=new[name])
            for name in ("interval", "needs_review", "review_reason")
        },
    }


def read_records(connection: sa.Connection, query: sa.Select) -> list[Record]:
    """The records of a query that selects all columns of RECORD, in its order.

    Raises:
        StoreError: a record holds what can't be one; the sentence has its number.
    """
    return read_all(connection, query, RECORD.c.id, _read, sentences.unreadable_record)


def _read(connection: sa.Connection, query: sa.Select) -> list[Record]:
    rows = connection.execute(query).mappings().all()
    cautions = _cautions(connection, [row["id"] for row in rows])
    measured = read_measured(connection, [row["series_digest"] for row in rows])
    return [
        _record(row, cautions.get(row["id"], []), measured.get(row["series_digest"], ()))
        for row in rows
    ]


def _cautions(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, list[Caution]]:
    """Record number -> its cautions, in order."""
    found: dict[int, list[Caution]] = {}
    numbers = list(numbers)
    for start in range(0, len(numbers), MOST_VALUES):
        query = (
            sa.select(CAUTION)
            .where(CAUTION.c.record_id.in_(numbers[start : start + MOST_VALUES]))
            .order_by(CAUTION.c.record_id, CAUTION.c.position)
        )
        for row in connection.execute(query):
            found.setdefault(row.record_id, []).append(
                Caution(*_texts(row.code, row.sentence, row.severity))
            )
    return found


def _texts(*values: object) -> Iterable[Any]:
    check_words(values)
    return values


def _record(row: Any, cautions: list[Caution], measurements: tuple[Measurement, ...]) -> Record:
    check_kinds(row, tuple(RECORD.c))
    box = LiverBox.from_dict(row["liver_box"])
    _check_values(row, box)
    interval = row["interval"]
    return Record(
        **{name: row[name] for name in _PLAIN},
        id=row["id"],
        lesions=tuple(dict(lesion) for lesion in row["lesions"]),
        reasons=tuple(row["reasons"] or ()),
        liver_box=box,
        interval=interval and {name: (low, high) for name, (low, high) in interval.items()},
        cautions=tuple(cautions),
        measurements=measurements,
    )


def _check_values(row: Any, box: LiverBox | None) -> None:
    """Raises ValueError for values within the columns that no record has."""
    n_slices, reasons = row["n_slices"], row["reasons"]
    if n_slices < 1 or row["plane"] not in PLANES:
        raise ValueError("n_slices, plane")
    check_words(reasons)
    check_box(box)
    # Of an image whose sizes are wrong, nobody knows how far is too far.
    near = None if sizes_text(reasons or ()) else box
    check_lesions(row["lesions"], n_slices, near)
    check_own(row["own"], n_slices)
    check_interval(row["interval"])
    check_seconds(row["seconds"])
    check_size(row["slice_mm"])
    check_size(row["thickness_mm"])
