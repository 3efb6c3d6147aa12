"""Results as files: whole or not at all, each marked as research use only."""

from core.export.analysis import write_analysis
from core.export.explanation import write_explanation
from core.export.report import analysis_report
from core.export.series_heat import write_series_heat

__all__ = [
    "analysis_report",
    "write_analysis",
    "write_explanation",
    "write_series_heat",
]
