"""How far a heatmap can be trusted: measures, each with a plain reading and a traffic light.

`thresholds` says where the lights change and why; `docs/explanations.md` explains it for users.
"""

from core.attribution.quality.measure import Light, Measure, Quality
from core.attribution.quality.measures import ALL, MEASURES, QUICK, MeasureKind, find_measures
from core.attribution.quality.report import quality_report
from core.attribution.quality.run import measure_quality

__all__ = [
    "ALL",
    "MEASURES",
    "QUICK",
    "Light",
    "Measure",
    "MeasureKind",
    "Quality",
    "find_measures",
    "measure_quality",
    "quality_report",
]
