"""Every CSV file that is written for others: one format, always marked as research use only.

A heading line, commas, `\\n`, UTF-8; an empty field where there is no value, and JSON for a list or
a truth value (`[1.0, 2.5]`, `true`). There is no comment line, so any reader of CSV takes it; the
notice stands in a last column instead. Text that a spreadsheet would run as a formula, such as a
name that somebody typed, begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core import DISCLAIMER

#: The last column of every file. Without any row the heading itself holds the notice.
NOTICE = "disclaimer"
#: What a spreadsheet takes for the start of a formula, also where it is written wide, as in Chinese
#: and Japanese.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The whole file as text; a row may lack columns, and what is no column raises ValueError."""
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, NOTICE if rows else f"{NOTICE}: {DISCLAIMER}"])
    for row in rows:
        if unknown := row.keys() - set(columns):
            raise ValueError(f"no column for {', '.join(sorted(unknown))}")
        writer.writerow([*(_field(row.get(name)) for name in columns), DISCLAIMER])
    return text.getvalue()


def _field(value: Any) -> Any:
    if isinstance(value, str):
        # `csv` writes it without quotes, and it would end the row.
        value = value.replace("\r", "\n")
    # Some programs take a formula after spaces, too.
    starts = (value, value.lstrip()) if isinstance(value, str) else ()
    if any(text.startswith(_FORMULA) for text in starts):
        return f"'{value}"
    return json.dumps(value) if isinstance(value, list | bool) else value
