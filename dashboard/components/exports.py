"""An analysis as files to download: the same bytes as the command line writes."""

from __future__ import annotations

from core.export.analysis import lesions_csv, slices_csv
from core.export.report import analysis_report, to_json
from core.pipeline import Analysis

__all__ = ["analysis_json", "lesions_csv", "slices_csv"]


def analysis_json(analysis: Analysis) -> str:
    """The same content as `analysis.json` of the command line."""
    return to_json(analysis_report(analysis))
