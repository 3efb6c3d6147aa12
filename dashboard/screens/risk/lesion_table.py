"""Every lesion with its measurements; a click on one opens it in the viewer."""

from __future__ import annotations

import streamlit as st

from core.lesions import Lesion, liver_burden
from core.pipeline import Analysis
from dashboard import navigation
from dashboard.screens.risk import sentences
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

_TABLE = "risk-lesions"

#: Column -> (format, what it means, for the pointer over its title).
_COLUMNS: dict[str, tuple[str | None, str]] = {
    "#": (None, "As numbered in the viewer; 1 is the largest by volume"),
    "Looks": (None, "What it looks like on this series; not histology"),
    "p(lesion)": ("%.2f", "Mean of the model's lesion probability over its voxels"),
    "p(malignant)": ("%.2f", "Share of malignant in the lesion probability"),
    "mL": ("%.1f", "Volume over all slices"),
    "Longest mm": ("%.0f", "Longest diameter on an axial slice (RECIST 1.1)"),
    "Perp. mm": ("%.0f", "At a right angle to it, on the same slice (RECIST 1.1)"),
    "HU": ("%.0f", "Mean over its voxels"),
    "± SD": ("%.0f", "Standard deviation of HU over its voxels"),
    "Margin HU/mm": ("%.0f", "Steepest change of HU across the margin; empty where unclear"),
    "To edge mm": ("%.0f", "Shortest way to the liver's surface; 0 where it reaches it"),
    "Slices": (None, "First and last slice; 1 is the most inferior"),
    "Descriptors": (None, "In the words of the ACR's paper on incidental liver lesions (2017)"),
}


def show(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """One row per lesion under the liver's volume and burden; a click opens it in Review."""
    st.html(f'<div class="ll-head">Lesions <span>{sizes(analysis)}</span></div>')
    if not analysis.lesions:
        st.caption(sentences.no_lesion())
        return
    picked = st.dataframe(
        [lesion_row(lesion) for lesion in analysis.lesions],
        key=_TABLE,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        placeholder="–",
        column_config={
            name: st.column_config.NumberColumn(format=number, help=meaning)
            if number
            else st.column_config.Column(help=meaning)
            for name, (number, meaning) in _COLUMNS.items()
        },
    )
    st.caption(sentences.what_descriptors_are())
    if picked.selection.cells:
        lesion = analysis.lesions[picked.selection.cells[0][0]]
        session.jump(opened, lesion.slice_largest, lesion.id)
        st.switch_page(navigation.page("review"))


def sizes(analysis: Analysis) -> str:
    """ "liver 1,480 mL, burden 2.1 %" """
    burden = liver_burden(analysis.liver_area_mm2, analysis.series, analysis.lesions)
    share = f", burden {burden.burden_percent:.1f} %" if analysis.lesions else ""
    return f"liver {burden.liver_ml:,.0f} mL{share}"


def lesion_row(lesion: Lesion) -> dict[str, str | int | float | None]:
    """A lesion as the table shows it; slices count from 1, as in the viewer."""
    return {
        "#": lesion.id,
        "Looks": lesion.label,
        "p(lesion)": lesion.probability,
        "p(malignant)": lesion.p_malignant,
        "mL": lesion.volume_ml,
        "Longest mm": lesion.diameter_mm,
        "Perp. mm": lesion.short_axis_mm,
        "HU": lesion.mean_hu,
        "± SD": lesion.sd_hu,
        "Margin HU/mm": lesion.margin_hu_per_mm,
        "To edge mm": lesion.edge_distance_mm,
        "Slices": _slices(lesion.slice_first + 1, lesion.slice_last + 1),
        "Descriptors": _words(lesion),
    }


def _slices(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _words(lesion: Lesion) -> str:
    cut = ("cut by the edge: sizes are lower bounds",) if lesion.touches_edge else ()
    return ", ".join((*lesion.descriptors, *cut)).replace("<=", "≤")
