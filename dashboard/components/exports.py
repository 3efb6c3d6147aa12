"""An analysis as files to download: the same bytes as the command line writes."""

from __future__ import annotations

from collections.abc import Iterable

from core.export.analysis import lesions_csv, slices_csv
from core.export.report import analysis_report, to_json
from core.measurements import Measurement
from core.measurements.files import measurements_csv
from core.pipeline import Analysis

__all__ = ["analysis_json", "lesions_csv", "measurements_csv", "slices_csv"]


def analysis_json(analysis: Analysis, measurements: Iterable[Measurement] | None = None) -> str:
    """The same content as `analysis.json` of the command line, and what the reader measured."""
    return to_json(analysis_report(analysis, measurements))
