"""What becomes of each file that comes with pydicom for its own tests."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pydicom

from core.dicom.sentences.words import listed
from tools.conditions.condition import OUTCOMES, Met, series_from

FOLDER = Path(pydicom.__file__).parent / "data" / "test_files"
#: Files named in one row of the table.
MOST_FILES = 4


@cache
def met() -> dict[str, Met]:
    """File -> what came of it alone."""
    paths = sorted(path for path in FOLDER.iterdir() if path.is_file())
    return {path.name: series_from([path]) for path in paths}


def rows() -> list[tuple[str, tuple[str, ...], str]]:
    """(what happens, codes, files) of each outcome and code, the best first."""
    by_outcome: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for name, one in met().items():
        by_outcome[one.outcome, one.codes].append(name)
    ordered = sorted(by_outcome.items(), key=lambda item: (OUTCOMES.index(item[0][0]), item[0][1]))
    return [(outcome, codes, listed(names, MOST_FILES)) for (outcome, codes), names in ordered]
