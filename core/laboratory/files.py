"""Laboratory values from a small file: CSV, JSON with the same names, or FHIR Observations.

    test,value,unit,date,low,high
    bilirubin,20,umol/L,2026-01-30,5,21

A test is named or given by its LOINC code. Columns `patient_id` and `birth_date` may say whose the
values are. Semicolons as separators make the comma a decimal point, as spreadsheets in much of
Europe write it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import LaboratoryError
from core.laboratory import sentences
from core.laboratory.bundles import MOST_ROWS, from_resources
from core.laboratory.observations import told
from core.laboratory.values import Laboratory, LabValue, Raw, as_day, checked, newest_first, shown
from core.sentence import Sentence

MOST_BYTES = 5 * 2**20
#: Letters of a file's name in a sentence.
_LONGEST_NAME = 100
_NEEDED = ("test", "value", "unit", "date")
#: Each with where it stands, for people.
Rows = Sequence[tuple[str, Mapping[str, Any]]]
_ALSO = {"loinc": "test", "code": "test", "name": "test", "result": "value", "units": "unit"}


def read_laboratory(path: Path, *, patient_id: str = "", today: date | None = None) -> Laboratory:
    """As `parse_laboratory`, of a file on a disk.

    Raises:
        LaboratoryError: it can't be read, is of no known form, or holds no usable value.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise LaboratoryError(
            sentences.file_unreadable(path.name, error.strerror or error)
        ) from error
    return parse_laboratory(path.name, content, patient_id=patient_id, today=today)


def parse_laboratory(
    name: str, content: bytes, *, patient_id: str = "", today: date | None = None
) -> Laboratory:
    """The values in a file's content; rows that can't be used are named in the notes.

    Args:
        name: of the file, for people.
        patient_id: of the CT; rows that state another one are left out.
        today: later days are refused (default: today, UTC).

    Raises:
        LaboratoryError: it is too large, of no known form, or holds no usable value.
    """
    name = shown(name, _LONGEST_NAME)
    if len(content) > MOST_BYTES:
        raise LaboratoryError(sentences.file_too_large(name, MOST_BYTES // 2**20))
    text = _decoded(name, content)
    if text.lstrip()[:1] in ("{", "["):
        found = _from_json(name, text, patient_id.strip(), today)
    else:
        found = _from_rows(name, *_csv_rows(name, text), patient_id.strip(), today)
    if not found.values:
        if not found.notes:
            raise LaboratoryError(sentences.empty_file(name))
        raise LaboratoryError(sentences.no_value_usable(name, found.notes[0]))
    return found


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise LaboratoryError(sentences.not_a_laboratory_file(name))


def _csv_rows(name: str, text: str) -> tuple[Rows, bool]:
    """Each row by its headings, with its last line, and whether commas stand for the decimal
    point."""
    table = text.lstrip()
    above = text[: len(text) - len(table)].count("\n")
    delimiter = max(",;\t", key=table.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(table), delimiter=delimiter, strict=True)
    try:
        lines = [(above + reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise LaboratoryError(sentences.not_a_laboratory_file(name)) from error
    names = [_heading(cell) for cell in lines[0][1]] if lines else []
    if not set(_NEEDED) <= set(names):
        raise LaboratoryError(sentences.not_a_laboratory_file(name))
    rows = [
        (f"Line {line}", dict(zip(names, row, strict=False)))
        for line, row in lines[1:]
        if any(map(str.strip, row))
    ]
    return rows, delimiter != ","


def _from_json(name: str, text: str, patient_id: str, today: date | None) -> Laboratory:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LaboratoryError(sentences.not_a_laboratory_file(name)) from error
    if isinstance(content, dict) and "resourceType" in content:
        return from_resources(name, content, patient_id, today)
    shared: dict[str, Any] = {}
    if isinstance(content, dict):
        shared = {key: content[key] for key in ("patient_id", "birth_date") if key in content}
        content = content.get("values")
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise LaboratoryError(sentences.not_a_laboratory_file(name))
    rows = [
        (f"Row {number}", {**shared, **{_heading(key): row[key] for key in row}})
        for number, row in enumerate(content, start=1)
    ]
    return _from_rows(name, rows, False, patient_id, today)


def _from_rows(
    name: str,
    rows: Rows,
    commas: bool,
    patient_id: str,
    today: date | None,
) -> Laboratory:
    if len(rows) > MOST_ROWS:
        raise LaboratoryError(sentences.too_many_rows(name, MOST_ROWS))
    stated = [_text(row.get("patient_id")) for _, row in rows]
    people = {whose for whose in stated if whose}
    if not patient_id and len(people) > 1:
        raise LaboratoryError(sentences.of_several_patients(name, len(people)))
    mine = [
        (where, row)
        for (where, row), whose in zip(rows, stated, strict=True)
        if not (whose and patient_id and whose != patient_id)
    ]
    if rows and not mine:
        raise LaboratoryError(sentences.of_another_patient_alone(name))
    made = [checked(_raw(row, where, commas), today) for where, row in mine]
    notes = list(told(one for one in made if isinstance(one, Sentence)))
    if len(mine) < len(rows):
        notes.insert(0, sentences.of_another_patient(len(rows) - len(mine)))
    values = newest_first(one for one in made if isinstance(one, LabValue))
    if values and not (patient_id and all(stated)):
        notes.insert(0, sentences.whose_is_unknown(name))
    return Laboratory(values, name, tuple(notes), _born(row for _, row in mine))


def _born(rows: Iterable[Mapping[str, Any]]) -> date | None:
    """The day of birth, if all rows that state one agree."""
    days = {as_day(text) for row in rows if (text := _text(row.get("birth_date")))}
    return days.pop() if len(days) == 1 else None


def _raw(row: Mapping[str, Any], where: str, commas: bool) -> Raw:
    return Raw(
        where,
        _text(row.get("test")),
        row.get("value"),
        _text(row.get("unit")),
        _text(row.get("date")),
        low=row.get("low") or None,
        high=row.get("high") or None,
        commas=commas,
    )


def _heading(cell: object) -> str:
    name = str(cell).strip().lower().replace(" ", "_")
    return _ALSO.get(name, name)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
