"""Every lesion with its measurements; a click on one opens it in the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.lesions import Lesion, liver_burden
from core.pipeline import Analysis
from core.vocabulary.forms import ABSENT
from core.vocabulary.lesion import LOOKS, NUMBER
from core.vocabulary.patient import liver_text, outside_text
from core.vocabulary.quantity import Column
from core.vocabulary.signal import HU, all_lesion_columns
from dashboard import navigation
from dashboard.components import clicks
from dashboard.components.number_table import number_table
from dashboard.screens.risk import sentences
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas.io.formats.style import Styler

_TABLE = "risk-lesions"
#: Which lesion it is, however far the table is scrolled.
_ALWAYS_IN_SIGHT = (NUMBER, LOOKS)


def show(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """One row per lesion under the liver's volume and burden; a click opens it in Review."""
    series = analysis.series
    burden = liver_burden(analysis.liver_area_mm2, series, analysis.lesions)
    beside = [liver_text(burden), outside_text(analysis.patient)]
    words = " · ".join(one for one in beside if one)
    st.html(f'<div class="ll-head">Lesions <span>{words}</span></div>')
    if not analysis.lesions:
        st.caption(sentences.no_lesion())
        return
    columns = all_lesion_columns(series.unit)
    picked = st.dataframe(
        table(analysis.lesions, series.unit),
        key=_TABLE,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        placeholder=ABSENT,
        column_config={
            column.heading: st.column_config.Column(
                help=column.meaning, pinned=column.quantities[0] in _ALWAYS_IN_SIGHT
            )
            for column in columns
        },
    )
    st.html(f'<p class="ll-words ll-sideways">{sentences.more_columns()}</p>')
    if series.is_ct:
        st.caption(sentences.what_descriptors_are())
    if (at := clicks.row(picked, len(analysis.lesions))) is not None:
        lesion = analysis.lesions[at]
        session.jump(opened, lesion.slice_largest, lesion.id)
        st.switch_page(navigation.page("review"))


def table(lesions: Sequence[Lesion], unit: str = HU) -> Styler:
    """Numbers, so that a click on a heading sorts by size, written as everywhere else."""
    columns = all_lesion_columns(unit)
    rows = [{column.heading: _cell(column, lesion) for column in columns} for lesion in lesions]
    written = {
        column.heading: column.quantities[0].form.text for column in columns if _is_number(column)
    }
    return number_table(rows, written)


def _cell(column: Column, lesion: Lesion) -> object:
    return column.quantities[0].value(lesion) if _is_number(column) else column.text(lesion)


def _is_number(column: Column) -> bool:
    return not column.is_one and column.quantities[0].form.is_number
