"""The Patient risk page from top to bottom."""

from __future__ import annotations

import streamlit as st

from core.pipeline import Analysis
from dashboard.components import exports, outside, report_export, sentences
from dashboard.screens.risk import along, how_sure, laboratory, lesion_table, rules, verdict
from dashboard.services import model_agreement
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session


def show(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """Verdict and doubts, the slices behind it, the lesions, the rule, and the files."""
    said = model_agreement.weighed(opened, analysis)
    verdict.show(said)
    how_sure.show(session, opened, said)
    chart, side = st.columns([2.2, 1])
    with chart, outside.greyed(said.patient, "chart"):
        along.chart(session, opened, said)
    # Not greyed as a whole: its button would look disabled, and the CT is no result.
    with side:
        along.slice_in_view(session, opened, said)
    with outside.greyed(said.patient, "tables"):
        lesion_table.show(session, opened, said)
        rules.show(said)
    laboratory.show(session, opened)
    with st.container(key="risk-files", horizontal=True):
        report_export.button(session, opened, said, "Report (PDF)", where="risk")
        report_export.button(
            session,
            opened,
            said,
            "Report with the patient's name (PDF)",
            where="risk",
            form="named",
            help=sentences.name_and_id_on_the_report(),
        )
        exports.buttons(opened, said, where="risk")
