"""A reader's measurements as files."""

from __future__ import annotations

from collections.abc import Iterable

from core import DISCLAIMER, __version__
from core.csv_table import csv_text
from core.export.report import measurement_rows, to_json
from core.measurements import Measurement
from core.vocabulary.measurement import MEASUREMENT


def measurements_json(measurements: Iterable[Measurement]) -> str:
    """`{"disclaimer", "version", "measurements": [...]}`, indented, ending in a newline."""
    rows = measurement_rows(measurements)
    return to_json({"disclaimer": DISCLAIMER, "version": __version__, "measurements": rows})


def measurements_csv(measurements: Iterable[Measurement]) -> str:
    """A heading and one row each."""
    return csv_text([one.key for one in MEASUREMENT], measurement_rows(measurements))
