"""The report as a PDF by one click: it is made in the background, and then the browser's download
begins by itself, whatever page the person is on.

It holds no name unless that button was pressed, and stays in memory until the analysis goes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.errors import UnknownModelError
from core.laboratory import Shown
from core.models import Model
from core.pipeline import Analysis
from core.report import FILE_NAME, report_pdf
from dashboard.components import download, progress, sentences
from dashboard.components.shell import shell
from dashboard.services import models
from dashboard.services.pseudonyms import pseudonym
from dashboard.state.jobs import Progress
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.report_work import Report, ReportWork
from dashboard.state.session import Session

NAME = "The report"
#: Of the container with the file that the browser fetches.
READY = "report-ready"
_ICON = ":material/picture_as_pdf:"


def button(
    session: Session,
    opened: OpenSeries,
    analysis: Analysis,
    label: str,
    *,
    where: str,
    named: bool = False,
    **options: Any,
) -> None:
    """Draw it. A click has the report made, or downloads the one that there is.

    Args:
        where: tells one place's button from another's.
        named: whether the patient's name and ID stand on it.
        options: as `st.button`.
    """
    report = _work(opened, analysis, named)
    key = f"report-{where}{'-named' if named else ''}"
    made, now = report.made, (analysis.patient, opened.measured.all(), _laboratory(opened))
    if made is not None and (made.patient, made.measurements, made.laboratory) == now:
        _file(opened, made, label, key=key, icon=_ICON, **options)
        return
    st.button(
        label,
        key=f"{key}-make",
        icon=_ICON,
        disabled=report.job is not None,
        on_click=_begin,
        args=(session, opened, analysis, report, named),
        **options,
    )


def deliver(session: Session, asked: Sequence[tuple[OpenSeries, ReportWork]]) -> None:
    """Draw how far those reports are, and have the browser download the ready ones."""
    under_way = []
    for opened, report in asked:
        if error := report.collect():
            session.notify(error, "error", about=Action.REPORT)
        if report.job is not None:
            under_way.append(report.job)
        elif report.made is not None:
            key = f"{READY}-{report.asked}"
            with st.container(key=key):
                _file(opened, report.made, "Report", key=f"report-{report.asked}")
                shell.press(key)
    if under_way:
        with st.container(key="report-progress"):
            # The others wait for it.
            progress.show(under_way[0])


def _work(opened: OpenSeries, analysis: Analysis, named: bool) -> ReportWork:
    state = opened.by(analysis.weights_sha256)
    return state.report_with_name if named else state.report


def _laboratory(opened: OpenSeries) -> Shown | None:
    return opened.place.laboratory.shown


def _file(opened: OpenSeries, made: Report, label: str, **options: Any) -> None:
    # A function: Streamlit would hash the content at every run of the page.
    content = made.content
    download.button(
        label, lambda: content, FILE_NAME, "application/pdf", of=opened.series, **options
    )


def _begin(
    session: Session, opened: OpenSeries, analysis: Analysis, report: ReportWork, named: bool
) -> None:
    with attempt(session.notices, Action.REPORT):
        model = _model(session, analysis)
        series = analysis.series
        measurements, laboratory = opened.measured.all(), _laboratory(opened)
        subject = "" if named else pseudonym(series.tags, series.uid)

        def work(report_progress: Progress, cancel: threading.Event) -> Report:
            content = report_pdf(
                analysis,
                model,
                include_name=named,
                subject=subject,
                measurements=measurements,
                laboratory=laboratory,
                progress=report_progress,
                cancel=cancel,
            )
            return Report(analysis.patient, measurements, content, laboratory)

        report.begin(session.begin(work, name=NAME, on=opened))


def _model(session: Session, analysis: Analysis) -> Model:
    """The weights that made the analysis, which need not be those that are chosen now.

    Raises:
        UnknownModelError: they are gone. CheckpointError: they can't be read.
    """
    for card in session.cards.values():
        if card.sha256 == analysis.weights_sha256:
            return models.model(card)
    raise UnknownModelError(sentences.weights_are_gone(analysis.model_name))
