"""The numbers as files."""

from __future__ import annotations

from functools import partial

from core.pipeline import Analysis
from dashboard.components import download, exports

_FILES = {
    "Everything (JSON)": ("analysis.json", exports.analysis_json, "application/json"),
    "Slices (CSV)": ("slices.csv", exports.slices_csv, "text/csv"),
    "Lesions (CSV)": ("lesions.csv", exports.lesions_csv, "text/csv"),
}


def show(analysis: Analysis) -> None:
    """One button per file, made when it is asked for; draw them in a horizontal container."""
    for label, (name, make, mime) in _FILES.items():
        download.button(
            label, partial(make, analysis), f"liverlens-{name}", mime, of=analysis.series
        )
