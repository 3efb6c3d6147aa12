"""A reader's measurements as files. Imports nothing heavy: a server makes them on request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from core import DISCLAIMER, __version__
from core.csv_table import csv_text
from core.measurements import Measurement, in_plane
from core.vocabulary import kept_row
from core.vocabulary.signal import HU, measurement_quantities


def measurement_rows(
    measurements: Iterable[Measurement], unit: str = HU, plane: str = "axial", sizes: str = ""
) -> list[dict[str, Any]]:
    """One row each, with all fields whatever was measured; None where its kind has no such.

    Args:
        unit, plane: of the series (`core.series.Series`).
        sizes: why lengths and areas count for nothing (`vocabulary.patient.sizes_text`); each row
            says it then.
    """
    quantities, mark = measurement_quantities(unit), {"sizes": sizes} if sizes else {}
    return [{**kept_row(quantities, one), **mark} for one in in_plane(measurements, plane)]


def measurements_json(
    measurements: Iterable[Measurement], unit: str = HU, plane: str = "axial", sizes: str = ""
) -> str:
    """`{"disclaimer", "version", "measurements": [...]}`, indented, ending in a newline."""
    content = {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "measurements": measurement_rows(measurements, unit, plane, sizes),
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def measurements_csv(
    measurements: Iterable[Measurement], unit: str = HU, plane: str = "axial", sizes: str = ""
) -> str:
    """A heading and one row each."""
    keys = [one.key for one in measurement_quantities(unit)]
    rows = measurement_rows(measurements, unit, plane, sizes)
    return csv_text([*keys, "sizes"] if sizes else keys, rows)
