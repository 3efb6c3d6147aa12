"""An analysis as files to take along, made in memory and marked as research use only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from core import DISCLAIMER
from core.export.report import analysis_report, lesion_rows, slice_rows, to_json
from core.pipeline import Analysis


def analysis_json(analysis: Analysis) -> str:
    """The same content as `analysis.json` of the command line."""
    return to_json(analysis_report(analysis))


def slices_csv(analysis: Analysis) -> str:
    """One row a slice, under a comment line with the disclaimer."""
    return _csv(slice_rows(analysis))


def lesions_csv(analysis: Analysis) -> str:
    """One row a lesion, under a comment line with the disclaimer; only that line without any."""
    return _csv(lesion_rows(analysis))


def _csv(rows: Sequence[dict]) -> str:
    text = io.StringIO()
    text.write(f"# {DISCLAIMER}\n")
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {k: json.dumps(v) if isinstance(v, list) else v for k, v in row.items()}
            )
    return text.getvalue()
