"""The numbers as files."""

from __future__ import annotations

from collections.abc import Callable

from core.pipeline import Analysis
from dashboard.components import download, exports
from dashboard.state.open_series import OpenSeries


def show(opened: OpenSeries, analysis: Analysis) -> None:
    """One button per file, made when it is asked for; draw them in a horizontal container."""
    measured = opened.measured
    files: dict[str, tuple[str, Callable[[], str], str]] = {
        "Everything (JSON)": (
            "analysis.json",
            lambda: exports.analysis_json(analysis, measured.all()),
            "application/json",
        ),
        "Slices (CSV)": ("slices.csv", lambda: exports.slices_csv(analysis), "text/csv"),
        "Lesions (CSV)": ("lesions.csv", lambda: exports.lesions_csv(analysis), "text/csv"),
    }
    if measured.all():
        files["Measurements (CSV)"] = (
            "measurements.csv",
            lambda: exports.measurements_csv(measured.all()),
            "text/csv",
        )
    for label, (name, make, mime) in files.items():
        download.button(label, make, f"liverlens-{name}", mime, of=analysis.series)
