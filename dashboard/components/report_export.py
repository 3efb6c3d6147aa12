"""The report as a PDF, made in the background and then offered for download.

It holds no name unless the box is ticked, and stays in memory until it is downloaded.
"""

from __future__ import annotations

import threading

import streamlit as st

from core.errors import UnknownModelError
from core.models import Model
from core.pipeline import Analysis
from core.report import FILE_NAME, report_pdf
from dashboard.components import download, notices, progress, sentences
from dashboard.services import models
from dashboard.services.pseudonyms import pseudonym
from dashboard.state.jobs import Progress
from dashboard.state.open_series import OpenSeries
from dashboard.state.report_work import Report, ReportWork
from dashboard.state.session import Session

NAME_BOX = "report-include-name"
NAME = "The report"


def report_box(session: Session, opened: OpenSeries, analysis: Analysis) -> None:
    """The choice, the button, then progress, then the file; a failure becomes its sentence."""
    named = st.checkbox(
        "Put the patient's name on it",
        key=f"{NAME_BOX}-{opened.key}",
        help=sentences.name_and_id_on_the_report(),
    )
    state = opened.by(analysis.weights_sha256)
    report = state.report_with_name if named else state.report
    if report.job is not None and not report.job.finished:
        progress.show(report.job)
        return
    _collect(report)
    made, measured = report.made, opened.measured.all()
    if made is not None and (made.patient, made.measurements) == (analysis.patient, measured):
        download.button(
            "Download the report",
            made.content,
            FILE_NAME,
            "application/pdf",
            of=opened.series,
            type="primary",
        )
        return
    if report.error:
        st.error(report.error)
    if st.button("Report (PDF)", icon=":material/picture_as_pdf:"):
        with notices.errors_as_sentences():
            _begin(session, opened, analysis, report, named)
            st.rerun()


def _begin(
    session: Session, opened: OpenSeries, analysis: Analysis, report: ReportWork, named: bool
) -> None:
    model = _model(session, analysis)
    series = analysis.series
    measurements = opened.measured.all()
    subject = "" if named else pseudonym(series.tags, series.uid)

    def work(report_progress: Progress, cancel: threading.Event) -> Report:
        content = report_pdf(
            analysis,
            model,
            include_name=named,
            subject=subject,
            measurements=measurements,
            progress=report_progress,
            cancel=cancel,
        )
        return Report(analysis.patient, measurements, content)

    report.cancel()
    report.job = session.begin(work, name=NAME, on=opened)


def _model(session: Session, analysis: Analysis) -> Model:
    """The weights that made the analysis, which need not be those that are chosen now.

    Raises:
        UnknownModelError: they are gone. CheckpointError: they can't be read.
    """
    for card in session.cards.values():
        if card.sha256 == analysis.weights_sha256:
            return models.model(card)
    raise UnknownModelError(sentences.weights_are_gone(analysis.model_name))


def _collect(report: ReportWork) -> None:
    """Keep the PDF, or the sentence that says why there is none."""
    if report.job is not None:
        report.made, report.error = report.job.result, report.job.error
        report.job = None
