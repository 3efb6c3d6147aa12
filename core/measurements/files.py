"""A reader's measurements as files. Imports nothing heavy: a server makes them on request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from core import DISCLAIMER, __version__
from core.csv_table import csv_text
from core.measurements import Measurement
from core.vocabulary import kept_row
from core.vocabulary.measurement import MEASUREMENT


def measurement_rows(measurements: Iterable[Measurement]) -> list[dict[str, Any]]:
    """One row each, with all fields whatever was measured; None where its kind has no such."""
    return [kept_row(MEASUREMENT, one) for one in measurements]


def measurements_json(measurements: Iterable[Measurement]) -> str:
    """`{"disclaimer", "version", "measurements": [...]}`, indented, ending in a newline."""
    content = {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "measurements": measurement_rows(measurements),
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def measurements_csv(measurements: Iterable[Measurement]) -> str:
    """A heading and one row each."""
    return csv_text([one.key for one in MEASUREMENT], measurement_rows(measurements))
