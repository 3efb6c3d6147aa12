"""The parts of the Patient risk page."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st

from core.areas import volume_ml
from core.labels import BENIGN, COLOURS, DISPLAY_NAMES, MALIGNANT, SLICE_CLASSES
from core.lesions import Lesion
from core.pipeline import Analysis
from core.risk import TOP_K
from dashboard import charts, downloads, navigation, scores, stills
from dashboard.session import Session
from dashboard.shelf import Entry

_CHART = "risk-chart"
_LESIONS = "risk-lesions"


def verdict(analysis: Analysis) -> None:
    """The category, its three probabilities, the rule that made them, and reasons to doubt it."""
    patient = analysis.patient
    probabilities = [getattr(patient, f"p_{name}") for name in SLICE_CLASSES]
    colour = COLOURS.get(patient.category, "#e0b050")
    name = DISPLAY_NAMES.get(patient.category, patient.category.capitalize())
    st.html(
        f'<div class="ll-verdict"><h1 style="color:{colour}">{html.escape(name)}</h1>'
        f"{scores.chips(probabilities)}<p>Rule: {html.escape(patient.method)}.</p></div>"
    )
    if analysis.cautions:
        cautions = "".join(f"<p>{html.escape(caution)}</p>" for caution in analysis.cautions)
        st.html(f'<div class="ll-cautions">{cautions}</div>')


def chart(session: Session, entry: Entry, analysis: Analysis) -> None:
    """Scores and areas along the slices; a click on a slice brings it into view."""

    def clicked() -> None:
        points = session.widget(_CHART).selection.points
        if points:
            session.jump(entry, int(points[0]["x"]) - 1)

    figure = charts.slices_figure(
        analysis.probabilities,
        analysis.liver_area_mm2,
        analysis.lesion_area_mm2,
        positions_mm=entry.series.positions_mm,
        contributing=contributing_slices(analysis),
        current=session.slice_of(entry),
    )
    st.plotly_chart(
        figure,
        key=_CHART,
        theme=None,
        on_select=clicked,
        selection_mode="points",
        config={"displayModeBar": False},
    )


def slice_in_view(session: Session, entry: Entry, analysis: Analysis) -> None:
    """The slice that was clicked, as a still with its outlines, and the way to the viewer."""
    index = session.slice_of(entry)
    picture = stills.slice_still(entry.series, index, mask=analysis.mask, width=420)
    st.html(
        f'<div class="ll-still"><img src="{picture}" alt="Slice {index + 1}">'
        f"<p>Slice {index + 1} of {entry.n_slices} · "
        f"{entry.series.positions_mm[index]:.1f} mm</p>"
        f"{scores.chips(analysis.probabilities[index])}</div>"
    )
    if st.button(f"Open slice {index + 1} in Review", type="primary", width="stretch"):
        st.switch_page(navigation.page("review"))


def lesions(session: Session, entry: Entry, analysis: Analysis) -> None:
    """One row a lesion; a click brings its largest slice into view."""
    liver_ml = volume_ml(analysis.liver_area_mm2, analysis.series)
    burden = sum(lesion.volume_ml for lesion in analysis.lesions)
    share = f", burden {burden / liver_ml:.1%}" if liver_ml and analysis.lesions else ""
    st.html(f'<div class="ll-head">Lesions · liver {liver_ml:,.0f} mL{share}</div>')
    if not analysis.lesions:
        st.caption("No lesion was outlined.")
        return

    def clicked() -> None:
        cells = session.widget(_LESIONS).selection.cells
        if cells:
            session.jump(entry, analysis.lesions[cells[0][0]].slice_largest)

    st.dataframe(
        [lesion_row(lesion) for lesion in analysis.lesions],
        key=_LESIONS,
        hide_index=True,
        on_select=clicked,
        selection_mode="single-cell",
    )


def lesion_row(lesion: Lesion) -> dict[str, str | int]:
    """A lesion as the table shows it; slices count from 1, as in the viewer."""
    return {
        "#": lesion.id,
        "Looks": lesion.label,
        "mL": f"{lesion.volume_ml:.1f}",
        "mm": f"{lesion.diameter_mm:.0f} × {lesion.short_axis_mm:.0f}",
        "HU": f"{lesion.mean_hu:.0f} ± {lesion.sd_hu:.0f}",
        "Slices": _range(lesion.slice_first + 1, lesion.slice_last + 1),
        "Mean probability": f"{lesion.probability:.2f}",
    }


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def take_along(analysis: Analysis) -> None:
    """The numbers as files, made when the button is pressed."""
    files = {
        "Everything (JSON)": ("analysis.json", downloads.analysis_json, "application/json"),
        "Slices (CSV)": ("slices.csv", downloads.slices_csv, "text/csv"),
        "Lesions (CSV)": ("lesions.csv", downloads.lesions_csv, "text/csv"),
    }
    with st.container(horizontal=True):
        for label, (name, make, mime) in files.items():
            st.download_button(
                label,
                make(analysis),
                file_name=f"liverlens-{name}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
            )


def contributing_slices(analysis: Analysis, k: int = TOP_K) -> dict[str, list[int]]:
    """Class -> the slices whose mean is the patient's score of that class (`core.risk`)."""
    liver = np.flatnonzero(analysis.liver_area_mm2 > 0)
    picks = {}
    for name in (BENIGN, MALIGNANT):
        column = analysis.probabilities[liver, SLICE_CLASSES.index(name)]
        picks[name] = sorted(int(i) for i in liver[np.argsort(column, kind="stable")[-k:]])
    return picks
