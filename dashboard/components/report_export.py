"""The report as a PDF, made beside the page and then offered to take along.

It holds no name unless the box is ticked, and stays in memory until it is downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import UnknownModelError
from core.models import Model
from core.pipeline import Analysis
from core.report import FILE_NAME, report_pdf
from core.risk import PatientRisk
from dashboard.components import notices, progress
from dashboard.services import models
from dashboard.services.pseudonyms import pseudonym
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Task

NAME_BOX = "report-include-name"
NAME = "The report"


@dataclass(frozen=True)
class MadeReport:
    """A finished PDF and the statement it was made of: another one needs another report."""

    patient: PatientRisk
    content: bytes


def report_box(session: Session, entry: Entry, analysis: Analysis) -> None:
    """The choice, the button, then progress, then the file; a failure becomes its sentence."""
    named = st.checkbox(
        "Put the patient's name on it",
        key=f"{NAME_BOX}-{entry.key}",
        help="Name and patient ID as the file has them. Without it the report shows the pseudonym.",
    )
    key = (entry.digest, "report", analysis.weights_sha256, named)
    task = session.tasks.get(key)
    if task is not None and not task.finished:
        progress.show(task)
        return
    if task is not None:
        _collect(session, key, task)
    made = session.shown.get(key)
    if isinstance(made, MadeReport) and made.patient == analysis.patient:
        st.download_button(
            "Download the report",
            made.content,
            file_name=FILE_NAME,
            mime="application/pdf",
            type="primary",
            on_click="ignore",
            icon=":material/download:",
        )
        return
    if isinstance(made, str):
        st.error(made)
    if st.button("Report (PDF)", icon=":material/picture_as_pdf:"):
        with notices.errors_as_sentences():
            _begin(session, entry, analysis, key, named)
            st.rerun()


def _begin(session: Session, entry: Entry, analysis: Analysis, key: tuple, named: bool) -> None:
    model = _model(session, analysis)
    series = analysis.series
    subject = "" if named else pseudonym(series.tags, series.uid)

    def work(report_progress, cancel) -> MadeReport:
        content = report_pdf(
            analysis,
            model,
            include_name=named,
            subject=subject,
            progress=report_progress,
            cancel=cancel,
        )
        return MadeReport(analysis.patient, content)

    session.shown.pop(key, None)
    session.begin(key, work, name=NAME)


def _model(session: Session, analysis: Analysis) -> Model:
    """The weights that made the analysis, which need not be those that are chosen now.

    Raises:
        UnknownModelError: they are gone. CheckpointError: they can't be read.
    """
    for card in session.cards.values():
        if card.sha256 == analysis.weights_sha256:
            return models.model(card)
    raise UnknownModelError(
        f"{analysis.model_name}: the weights that made this analysis are no longer there: put them "
        "back, or analyse again with another model."
    )


def _collect(session: Session, key: tuple, task: Task) -> None:
    """Keep the PDF, or the sentence that says why there is none."""
    del session.tasks[key]
    if task.state == "done":
        session.shown[key] = task.result
    elif task.error:
        session.shown[key] = task.error
