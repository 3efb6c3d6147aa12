"""The files of the series in view, in the bar above every page about it: the PDF by one click, and
a menu with the rest, and with the systems that results can be sent to."""

from __future__ import annotations

import html

import streamlit as st

from core.consent import consent_obstacle
from dashboard.components import progress, sentences
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
        from dashboard.components import exports, report_export, sending
        from dashboard.services import results
    analysis = model_agreement.weighed(entry, done)
    refused = consent_obstacle(entry)
    with st.container(key="series-files", horizontal=True, wrap=False, width="content"):
        report_export.button(
            session,
            entry,
            analysis,
            "PDF",
            where="bar",
            obstacle=refused,
            help=sentences.what_the_report_is(),
            shortcut="Alt+P",
        )
        with st.popover("Export", icon=":material/download:"):
            said = f"What {analysis.model_name} found in this series"
            st.html(f'<div class="ll-words">{html.escape(refused or said)}</div>')
            exports.buttons(entry, analysis, where="menu", width="stretch")
            report_export.button(
                session,
                entry,
                analysis,
                "Report with the patient's name (PDF)",
                where="menu",
                form="named",
                obstacle=refused,
                help=sentences.name_and_id_on_the_report(),
                width="stretch",
            )
            report_export.button(
                session,
                entry,
                analysis,
                "DICOM results with the patient's name (zip)",
                where="menu",
                form="dicom",
                obstacle=refused or dicom_obstacle(entry.series),
                help=sentences.what_the_dicom_results_are(),
                width="stretch",
            )
            report_export.button(
                session,
                entry,
                analysis,
                "FHIR Bundle with the patient's ID (JSON)",
                where="menu",
                form="bundle",
                obstacle=refused or results.bundle_obstacle(analysis),
                help=sentences.what_the_bundle_is(),
                width="stretch",
            )
            sending.buttons(session, entry, analysis, refused)


def deliver(session: Session) -> None:
    """What was asked for: how far it is, files that are ready, and how sending ended. On every
    page, once."""
    states = [(opened, state) for opened in session.shelf.open() for state in opened.states()]
    asked = [
        (opened, report) for opened, state in states for report in state.reports() if report.asked
    ]
    sent = [(opened, state) for opened, state in states if state.sending.job is not None]
    if not (asked or sent):
        return
    with one_at_a_time():
        from dashboard.components import report_export
        from dashboard.services import sending
    for opened, state in sent:
        sending.collect(session, opened, state)
    under_way = [
        *report_export.deliver(session, asked),
        *(state.sending.job for _, state in sent if state.sending.job is not None),
    ]
    if under_way:
        with st.container(key="report-progress"):
            # The others wait for it.
            progress.show(under_way[0])
