"""The files of the series in view, in the bar above every page about it: the PDF by one click, and
a menu with the rest."""

from __future__ import annotations

import html

import streamlit as st

from dashboard.components import sentences
from dashboard.services import model_agreement
from dashboard.state.imports import one_at_a_time
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


def show(session: Session, entry: Entry) -> None:
    """Draw both; nothing before there is an analysis by the model in use."""
    if not isinstance(entry, OpenSeries) or (done := entry.shown(session.card)) is None:
        return
    # Late: what makes the files is not needed for the first page.
    with one_at_a_time():
        from core.export.dicom.headers_of_ct import dicom_obstacle
        from dashboard.components import exports, report_export
    analysis = model_agreement.weighed(entry, done)
    with st.container(key="series-files", horizontal=True, wrap=False, width="content"):
        report_export.button(
            session,
            entry,
            analysis,
            "PDF",
            where="bar",
            help=sentences.what_the_report_is(),
            shortcut="Alt+P",
        )
        with st.popover("Export", icon=":material/download:"):
            said = f"What {analysis.model_name} found in this series"
            st.html(f'<div class="ll-words">{html.escape(said)}</div>')
            exports.buttons(entry, analysis, where="menu", width="stretch")
            report_export.button(
                session,
                entry,
                analysis,
                "Report with the patient's name (PDF)",
                where="menu",
                named=True,
                help=sentences.name_and_id_on_the_report(),
                width="stretch",
            )
            obstacle = dicom_obstacle(entry.series)
            report_export.button(
                session,
                entry,
                analysis,
                "DICOM results with the patient's name (zip)",
                where="menu",
                as_dicom=True,
                obstacle=obstacle,
                help=obstacle or sentences.what_the_dicom_results_are(),
                width="stretch",
            )


def deliver(session: Session) -> None:
    """The reports that were asked for: how far they are, and those that are ready. On every page,
    once."""
    asked = [
        (opened, report)
        for opened in session.shelf.open()
        for state in opened.states()
        for report in state.reports()
        if report.asked
    ]
    if asked:
        with one_at_a_time():
            from dashboard.components import report_export
        report_export.deliver(session, asked)
