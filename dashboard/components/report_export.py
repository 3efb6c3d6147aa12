"""The report as a PDF by one click: it is made in the background, and then the browser's download
begins by itself, whatever page the person is on.

It holds no name unless that button was pressed, and stays in memory until the analysis goes. The
results as DICOM objects are made and downloaded in the same way.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
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
from dashboard.state.imports import one_at_a_time
from dashboard.state.jobs import Progress
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.report_work import Report, ReportWork
from dashboard.state.session import Session

NAME, DICOM_NAME = "The report", "DICOM results"
DICOM_FILE = "liverlens-dicom.zip"
#: Of the container with the file that the browser fetches.
READY = "report-ready"
_ICON, _DICOM_ICON = ":material/picture_as_pdf:", ":material/folder_zip:"


def button(
    session: Session,
    opened: OpenSeries,
    analysis: Analysis,
    label: str,
    *,
    where: str,
    named: bool = False,
    as_dicom: bool = False,
    obstacle: str = "",
    **options: Any,
) -> None:
    """Draw it. A click has the report made, or downloads the one that there is.

    Args:
        where: tells one place's button from another's.
        named: whether the patient's name and ID stand on it.
        as_dicom: whether it is a zip with all results as DICOM objects, which name the patient.
        obstacle: why it can't be made, "" if it can.
        options: as `st.button`.
    """
    report = _work(opened, analysis, named, as_dicom)
    key = f"report-{where}{'-dicom' if as_dicom else '-named' if named else ''}"
    icon = _DICOM_ICON if as_dicom else _ICON
    made = report.made
    wanted = (analysis.patient, opened.measured.all(), opened.edited.revision)
    if (
        made is not None
        and (made.patient, made.measurements, made.outlines) == wanted
        and (as_dicom or made.laboratory == _laboratory(opened))
    ):
        _file(opened, made, label, key=key, icon=icon, **options)
        return
    st.button(
        label,
        key=f"{key}-make",
        icon=icon,
        disabled=report.job is not None or bool(obstacle),
        on_click=_begin,
        args=(session, opened, analysis, report, named, as_dicom),
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
                _file(opened, report.made, _title(report.made), key=f"report-{report.asked}")
                shell.press(key)
    if under_way:
        with st.container(key="report-progress"):
            # The others wait for it.
            progress.show(under_way[0])


def _work(opened: OpenSeries, analysis: Analysis, named: bool, as_dicom: bool) -> ReportWork:
    state = opened.by(analysis.weights_sha256)
    if as_dicom:
        return state.dicom
    return state.report_with_name if named else state.report


def _laboratory(opened: OpenSeries) -> Shown | None:
    return opened.place.laboratory.shown


def _file(opened: OpenSeries, made: Report, label: str, **options: Any) -> None:
    # A function: Streamlit would hash the content at every run of the page.
    content = made.content
    name, mime = (
        (DICOM_FILE, "application/zip") if made.is_dicom else (FILE_NAME, "application/pdf")
    )
    download.button(label, lambda: content, name, mime, of=opened.series, **options)


def _title(made: Report) -> str:
    return DICOM_NAME if made.is_dicom else "Report"


def _begin(
    session: Session,
    opened: OpenSeries,
    analysis: Analysis,
    report: ReportWork,
    named: bool,
    as_dicom: bool,
) -> None:
    with attempt(session.notices, Action.REPORT):
        model = _model(session, analysis)
        series = analysis.series
        measurements, outlines = opened.measured.all(), opened.edited.revision
        laboratory = None if as_dicom else _laboratory(opened)
        subject = "" if named else pseudonym(series.tags, series.uid)

        def work(report_progress: Progress, cancel: threading.Event) -> Report:
            as_pdf = partial(report_pdf, include_name=named, subject=subject, laboratory=laboratory)
            make = _dicom if as_dicom else as_pdf
            content = make(
                analysis,
                model,
                measurements=measurements,
                progress=report_progress,
                cancel=cancel,
            )
            return Report(analysis.patient, measurements, content, outlines, laboratory, as_dicom)

        name = DICOM_NAME if as_dicom else NAME
        report.begin(session.begin(work, name=name, on=opened))


def _dicom(analysis: Analysis, model: Model, **options: Any) -> bytes:
    """The zip; options as of `dicom_results`."""
    # Late: takes a second, and only this needs it.
    with one_at_a_time():
        import highdicom  # noqa: F401

        from core.dicom_results import dicom_results, zipped
    return zipped(dicom_results(analysis, model, **options))


def _model(session: Session, analysis: Analysis) -> Model:
    """The weights that made the analysis, which need not be those that are chosen now.

    Raises:
        UnknownModelError: they are gone. CheckpointError: they can't be read.
    """
    for card in session.cards.values():
        if card.sha256 == analysis.weights_sha256:
            return models.model(card)
    raise UnknownModelError(sentences.weights_are_gone(analysis.model_name))
