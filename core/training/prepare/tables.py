"""Small tables that a person writes: CSV with a header line."""

from __future__ import annotations

import csv
from pathlib import Path

from core.errors import TrainingDataError

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
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingDataError(
            f"{path.name}: can't be read as a table: save it as CSV in UTF-8."
        ) from error
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in required if name not in header]
    if missing:
        raise TrainingDataError(
            f"{path.name}: lacks the column {missing[0]}: its first line must name "
            f"{', '.join((*required, *(f'[{name}]' for name in optional)))}."
        )
    unknown = [name for name in header if name not in (*required, *optional)]
    if unknown:
        raise TrainingDataError(
            f"{path.name}: the column {unknown[0]!r} is not known: there are "
            f"{', '.join((*required, *optional))}."
        )
    found = []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise TrainingDataError(
                f"{path.name}: line {line} has {len(cells)} columns, not {len(header)}: put a "
                f"value that holds {delimiter!r} into quotes."
            )
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        found.append((line, {name: row.get(name, "") for name in (*required, *optional)}))
    if not found:
        raise TrainingDataError(f"{path.name}: holds no rows under its first line: fill it in.")
    return found


def read_subjects(path: Path) -> dict[str, str]:
    """{scan: subject} from a table of those two columns.

    Raises:
        TrainingDataError: as `read_rows`, or a scan stands there twice or without subject.
    """
    subjects: dict[str, str] = {}
    for line, row in read_rows(path, ("scan", "subject")):
        if not row["scan"] or not row["subject"]:
            raise TrainingDataError(f"{path.name}: line {line} lacks the scan or the subject.")
        if subjects.setdefault(row["scan"], row["subject"]) != row["subject"]:
            raise TrainingDataError(
                f"{path.name}: line {line} gives the scan {row['scan']} a second subject: keep one."
            )
    return subjects
