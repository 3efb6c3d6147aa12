"""Records as rows of the tables, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.liver_box import LiverBox
from core.worklist.record import Record
from core.worklist.tables import CAUTION, RECORD

#: Both databases know `INSERT ... ON CONFLICT`, each in its own words.
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

#: Columns that hold a field as it is.
_PLAIN = tuple(
    field.name
    for field in fields(Record)
    if field.name not in {"id", "cautions", "caution_codes", "lesions", "interval", "liver_box"}
)


def write_record(connection: sa.Connection, record: Record) -> int:
    """Insert `record`, or put it in the place of what the same weights said of the same series.

    Returns its number. The caller's transaction holds all rows together.
    """
    values = {name: getattr(record, name) for name in _PLAIN}
    values["lesions"] = [dict(lesion) for lesion in record.lesions]
    values["interval"] = (
        None
        if record.interval is None
        else {name: list(bounds) for name, bounds in record.interval.items()}
    )
    values["liver_box"] = None if record.liver_box is None else record.liver_box.plain()
    make = _INSERTS[connection.dialect.name]
    upsert = (
        make(RECORD)
        .values(**values)
        .on_conflict_do_update(
            index_elements=[RECORD.c.series_digest, RECORD.c.weights_sha256], set_=values
        )
        .returning(RECORD.c.id)
    )
    number = connection.execute(upsert).scalar_one()
    connection.execute(sa.delete(CAUTION).where(CAUTION.c.record_id == number))
    cautions = [
        {"record_id": number, "position": position, "code": code, "sentence": sentence}
        for position, (code, sentence) in enumerate(
            zip(record.caution_codes, record.cautions, strict=True)
        )
    ]
    if cautions:
        connection.execute(sa.insert(CAUTION), cautions)
    return number


def read_records(connection: sa.Connection, query: sa.Select) -> list[Record]:
    """The records of a query that selects all columns of RECORD, in its order."""
    rows = connection.execute(query).mappings().all()
    cautions = _cautions(connection, [row["id"] for row in rows])
    return [_record(row, cautions.get(row["id"], [])) for row in rows]


def _cautions(
    connection: sa.Connection, numbers: Iterable[int]
) -> dict[int, list[tuple[str, str]]]:
    """Record number -> (code, sentence) of each caution, in order."""
    found: dict[int, list[tuple[str, str]]] = {}
    numbers = list(numbers)
    # Databases take a limited number of values in one question.
    for start in range(0, len(numbers), 500):
        query = (
            sa.select(CAUTION)
            .where(CAUTION.c.record_id.in_(numbers[start : start + 500]))
            .order_by(CAUTION.c.record_id, CAUTION.c.position)
        )
        for row in connection.execute(query):
            found.setdefault(row.record_id, []).append((row.code, row.sentence))
    return found


def _record(row: Any, cautions: list[tuple[str, str]]) -> Record:
    interval = row["interval"]
    return Record(
        **{name: row[name] for name in _PLAIN},
        id=row["id"],
        lesions=tuple(row["lesions"]),
        liver_box=LiverBox.of_plain(row["liver_box"]),
        interval=interval and {name: (low, high) for name, (low, high) in interval.items()},
        cautions=tuple(sentence for _, sentence in cautions),
        caution_codes=tuple(code for code, _ in cautions),
    )
