"""Small tables that a person writes: CSV with a header line."""

from __future__ import annotations

import csv
from pathlib import Path

from core.csv_table import NOTICE
from core.errors import TrainingDataError
from core.operator_files import read_text
from core.training.prepare import sentences

DELIMITERS = ",;\t"


def read_rows(
    path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """(line number, {column: stripped text}) of each row that isn't empty.

    Column names may have any case; commas, semicolons or tabs part the columns; a column that is
    absent reads as "".

    Raises:
        TrainingDataError: unreadable, a column missing or unknown, or no rows.
    """
    try:
        text = read_text(path, "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingDataError(sentences.tables.not_a_table(path.name)) from error
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in required if name not in header]
    if missing:
        raise TrainingDataError(
            sentences.tables.column_missing(
                path.name, missing[0], ", ".join((*required, *(f"[{name}]" for name in optional)))
            )
        )
    # Our own files say in a column of its own that they are for research only.
    unknown = [name for name in header if name not in (*required, *optional, NOTICE)]
    if unknown:
        raise TrainingDataError(
            sentences.tables.column_unknown(
                path.name, unknown[0], ", ".join((*required, *optional))
            )
        )
    found = []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise TrainingDataError(
                sentences.tables.row_has_other_columns(
                    path.name, line, len(cells), len(header), delimiter
                )
            )
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        found.append((line, {name: row.get(name, "") for name in (*required, *optional)}))
    if not found:
        raise TrainingDataError(sentences.tables.table_empty(path.name))
    return found


def read_subjects(path: Path) -> dict[str, str]:
    """{scan: subject} from a table of those two columns.

    Raises:
        TrainingDataError: as `read_rows`, or a scan stands there twice or without subject.
    """
    subjects: dict[str, str] = {}
    for line, row in read_rows(path, ("scan", "subject")):
        if not row["scan"] or not row["subject"]:
            raise TrainingDataError(sentences.tables.line_incomplete(path.name, line))
        if subjects.setdefault(row["scan"], row["subject"]) != row["subject"]:
            raise TrainingDataError(
                sentences.tables.scan_of_two_subjects(path.name, line, row["scan"])
            )
    return subjects
