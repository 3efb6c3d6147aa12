"""Records as a JSON or CSV file for other programs: pseudonyms and measurements, nothing more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import DISCLAIMER, __version__
from core.atomic_write import atomic_file
from core.csv_table import csv_text
from core.errors import UsageError
from core.labels import SLICE_CLASSES
from core.measurements.files import measurement_rows
from core.vocabulary.patient import sizes_text
from core.worklist import sentences
from core.worklist.record import Record

#: Of the CSV; the lesions and measurements themselves are only in the JSON.
_PLAIN_COLUMNS = (
    "id",
    "pseudonym",
    "study_date",
    "category",
    "p_normal",
    "p_benign",
    "p_malignant",
)
_INTERVAL_COLUMNS = tuple(f"p_{name}_{end}" for name in SLICE_CLASSES for end in ("low", "high"))
_FURTHER_COLUMNS = (
    "corrected_by_reader",
    "nothing_found_in_part",
    "needs_review",
    "review_reason",
    "liver_ml",
    "lesion_ml",
    "burden_percent",
    "modality",
    "plane",
    "n_slices",
    "slice_mm",
    "thickness_mm",
    "rule",
    "calibrated",
    "status",
    "model_name",
    "backbone",
    "weights_sha256",
    "series_digest",
    "version",
    "created_at",
)
COLUMNS = (
    *_PLAIN_COLUMNS,
    *_INTERVAL_COLUMNS,
    "n_lesions",
    "largest_mm",
    "n_measurements",
    "caution_codes",
    "reasons",
    *_FURTHER_COLUMNS,
)
_FORMATS = (".json", ".csv")


def write_records(records: Sequence[Record], path: Path) -> None:
    """Write them to `path`, as its ending says: `.json` holds all, `.csv` one row per record.

    Raises:
        UsageError: another ending, or the file can't be written; an old one is then untouched.
    """
    path = Path(path)
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(sentences.unknown_ending(path.name, _FORMATS))
    text = records_json(records) if path.suffix.lower() == ".json" else records_csv(records)
    with atomic_file(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)


def records_json(records: Sequence[Record]) -> str:
    """`{"disclaimer", "version", "records": [...]}`, indented, ending in a newline."""
    content = {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "records": [record_values(record) for record in records],
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def records_csv(records: Sequence[Record]) -> str:
    """A heading and one row per record."""
    return csv_text(COLUMNS, map(_csv_row, records))


def record_values(record: Record) -> dict:
    """One record as JSON values; dates and times in ISO 8601."""
    values: dict[str, Any] = {
        name: record.is_corrected if name == "corrected_by_reader" else getattr(record, name)
        for name in (*_PLAIN_COLUMNS, *_FURTHER_COLUMNS)
    }
    for name in ("study_date", "created_at"):
        values[name] = values[name] and values[name].isoformat()
    return {
        **values,
        "reasons": list(record.reasons),
        "method": record.method,
        "interval": record.interval
        and {name: list(bounds) for name, bounds in record.interval.items()},
        "cautions": [asdict(caution) for caution in record.cautions],
        "liver_box": record.liver_box and record.liver_box.to_dict(),
        "lesions": [dict(lesion) for lesion in record.lesions],
        "own": record.own,
        "measurements": measurement_rows(
            record.measurements, record.unit, record.plane, sizes_text(record.reasons)
        ),
        "seconds": dict(record.seconds),
    }


def _csv_row(record: Record) -> dict:
    values = record_values(record)
    row = {name: values[name] for name in (*_PLAIN_COLUMNS, *_FURTHER_COLUMNS)}
    bounds = record.interval or {}
    for name in SLICE_CLASSES:
        low, high = bounds.get(name, (None, None))
        row |= {f"p_{name}_low": low, f"p_{name}_high": high}
    diameters = [lesion["diameter_mm"] for lesion in record.lesions if "diameter_mm" in lesion]
    return row | {
        "n_lesions": len(record.lesions),
        "largest_mm": max(diameters, default=None),
        "n_measurements": len(record.measurements),
        "caution_codes": " ".join(caution.code for caution in record.cautions),
        "reasons": " ".join(record.reasons),
    }
