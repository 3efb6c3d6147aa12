"""The comparison as files: CSV, JSON and a picture."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.comparison import Comparison
from core.dicom.reference_mask import ReferenceMask
from core.export.comparison import comparison_csv, comparison_report, pairs_csv, slices_csv
from core.export.comparison_picture import comparison_png
from core.export.report import to_json
from core.series import Series
from dashboard.components import download
from dashboard.components.weakly import weakly


def buttons(comparison: Comparison, reference: ReferenceMask | None, series: Series) -> None:
    """One button per file; each file is made when it is asked for."""
    files: dict[str, tuple[str, Callable[[], str | bytes | None], str]] = {
        "Models (CSV)": ("compare.csv", weakly(comparison_csv, comparison), "text/csv"),
        "Pairs (CSV)": ("compare-pairs.csv", weakly(pairs_csv, comparison), "text/csv"),
        "Slices (CSV)": ("compare-slices.csv", weakly(slices_csv, comparison), "text/csv"),
        "Everything (JSON)": (
            "compare.json",
            weakly(comparison_json, comparison, *([reference] if reference else [])),
            "application/json",
        ),
        "Picture (PNG)": ("compare.png", weakly(comparison_png, comparison), "image/png"),
    }
    with st.container(horizontal=True):
        for label, (name, make, mime) in files.items():
            download.button(label, make, f"liverlens-{name}", mime, of=series)


def comparison_json(comparison: Comparison, reference: ReferenceMask | None = None) -> str:
    """The same content as `compare.json` of the command line."""
    if reference is None:
        return to_json(comparison_report(comparison))
    return to_json(
        comparison_report(
            comparison, reference_name=reference.name, reference_notes=reference.notes
        )
    )
