"""The agreement of a study's readers as files. Readers are numbered as they joined, not named."""

from __future__ import annotations

import json
from pathlib import Path

from core import DISCLAIMER, __version__
from core.agreement import plain_agreement
from core.atomic_write import atomic_folder
from core.csv_table import csv_text
from core.reading import StudyReadings
from core.worklist import Study

JSON_NAME, CSV_NAME = "agreement.json", "disagreements.csv"
COLUMNS = ("series", "about", "lesion", "first", "last", "words", "said")


def write_agreement(study: Study, found: StudyReadings, out_dir: Path) -> tuple[Path, Path]:
    """Write both files, whole or not at all; returns their paths.

    `agreement.json` holds the figures with every n; `disagreements.csv` a row for each place, with
    its slices counted from 0.

    Raises:
        UsageError: the folder can't be written to.
        ValueError: no two readers have submitted the same series.
    """
    if found.pooled is None:
        raise ValueError("there is no agreement to write")
    names = {reader: study.name_of(reader) for reader in found.pooled.readers}
    content = {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "study": study.name,
        "agreement": _named(plain_agreement(found.pooled, dict(found.series)), names),
    }
    rows = [
        {
            "series": digest,
            "about": place.about,
            "lesion": place.lesion,
            "first": place.first,
            "last": place.last,
            "words": str(place.words),
            "said": "; ".join(f"{names[who]}: {word}" for who, word in place.said.items()),
        }
        for digest, one in found.series.items()
        for place in one.disagreements
    ]
    with atomic_folder(out_dir) as folder:
        text = json.dumps(content, indent=2, allow_nan=False) + "\n"
        (folder / JSON_NAME).write_text(text, encoding="utf-8")
        (folder / CSV_NAME).write_text(csv_text(COLUMNS, rows), encoding="utf-8")
    return out_dir / JSON_NAME, out_dir / CSV_NAME


def _named(value: object, names: dict[str, str]) -> object:
    """The same with numbers for readers, in keys and texts."""
    if isinstance(value, dict):
        return {names.get(key, key): _named(part, names) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_named(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value
