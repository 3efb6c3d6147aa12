"""The files of an analysis that take a while, by one click: each is made in the background, and
then the browser's download begins by itself, whatever page the person is on.

The report holds no name unless that button was pressed; the results as DICOM objects or as a FHIR
Bundle name the patient, because others file them by that. All stay in memory until the analysis
goes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from core.fhir import configured_site
from core.laboratory import Shown
from core.pipeline import Analysis
from core.report import FILE_NAME, report_pdf
from dashboard.components import download
from dashboard.components.shell import shell
from dashboard.components.weakly import weakly
from dashboard.services import consent, models, results
from dashboard.services.pseudonyms import pseudonym
from dashboard.state.jobs import Job, Progress
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.report_work import Form, Report, ReportWork
from dashboard.state.session import Session

#: Of the container with the file that the browser fetches.
READY = "report-ready"


@dataclass(frozen=True)
class Look:
    """What one form is called, and as what its file is offered."""

    #: Of the work, to begin a sentence with.
    name: str
    title: str
    file: str
    mime: str
    icon: str


_PDF = Look("The report", "Report", FILE_NAME, "application/pdf", ":material/picture_as_pdf:")
LOOKS: dict[Form, Look] = {
    "pdf": _PDF,
    "named": _PDF,
    "dicom": Look(
        "DICOM results",
        "DICOM results",
        "liverlens-dicom.zip",
        "application/zip",
        ":material/folder_zip:",
    ),
    "bundle": Look(
        "The FHIR Bundle",
        "FHIR Bundle",
        "liverlens-fhir.json",
        "application/fhir+json",
        ":material/data_object:",
    ),
}


def button(
    session: Session,
    opened: OpenSeries,
    analysis: Analysis,
    label: str,
    *,
    where: str,
    form: Form = "pdf",
    obstacle: str = "",
    help: str | None = None,
    **options: Any,
) -> None:
    """Draw it. A click has the file made, or downloads the one that there is.

    Args:
        where: tells one place's button from another's.
        obstacle: why it can't be made, in place of `help`; "" if it can.
        options: as `st.button`.
    """
    report = opened.by(analysis.weights_sha256).files[form]
    key = f"report-{where}" if form == "pdf" else f"report-{where}-{form}"
    made = report.made
    wanted = (analysis.patient, opened.measured.all(), opened.edited.revision)
    if (
        made is not None
        and (made.patient, made.measurements, made.outlines) == wanted
        and made.laboratory == _laboratory(opened, form)
    ):
        _file(opened, made, form, label, key=key, help=help, **options)
        return
    st.button(
        label,
        key=f"{key}-make",
        icon=LOOKS[form].icon,
        disabled=report.job is not None or bool(obstacle),
        on_click=weakly(_begin, session, opened, analysis, report),
        help=obstacle or help,
        **options,
    )


def deliver(session: Session, asked: Sequence[tuple[OpenSeries, ReportWork]]) -> list[Job[Report]]:
    """Have the browser download the ready ones; returns the work on the others."""
    under_way = []
    for opened, report in asked:
        if error := report.collect():
            session.notify(error, "error", about=Action.REPORT)
        if report.job is not None:
            under_way.append(report.job)
        elif report.made is not None:
            key = f"{READY}-{report.asked}"
            with st.container(key=key):
                title = LOOKS[report.form].title
                _file(opened, report.made, report.form, title, key=f"report-{report.asked}")
                shell.press(key)
    return under_way


def _laboratory(opened: OpenSeries, form: Form) -> Shown | None:
    return None if form == "dicom" else opened.place.laboratory.shown


def _file(opened: OpenSeries, made: Report, form: Form, label: str, **options: Any) -> None:
    look = LOOKS[form]
    download.button(
        label,
        # A function: Streamlit would hash the content at every run of the page.
        weakly(_content, made),
        look.file,
        look.mime,
        of=opened.series,
        icon=look.icon,
        **options,
    )


def _content(made: Report) -> bytes:
    return made.content


def _begin(session: Session, opened: OpenSeries, analysis: Analysis, report: ReportWork) -> None:
    with attempt(session.notices, Action.REPORT):
        consent.check(session.who, opened)
        model = models.model_of(analysis, session.cards.values())
        series, form = analysis.series, report.form
        measurements, outlines = opened.measured.all(), opened.edited.revision
        laboratory = _laboratory(opened, form)
        if form == "dicom":
            make = results.dicom_zip
        elif form == "bundle":
            server = configured_site()
            make = partial(results.bundle_json, server=server, laboratory=laboratory)
        else:
            named = form == "named"
            subject = "" if named else pseudonym(series.tags, series.uid)
            make = partial(report_pdf, include_name=named, subject=subject, laboratory=laboratory)

        def work(report_progress: Progress, cancel: threading.Event) -> Report:
            content = make(
                analysis,
                model,
                measurements=measurements,
                progress=report_progress,
                cancel=cancel,
            )
            return Report(analysis.patient, measurements, content, outlines, laboratory)

        report.begin(session.begin(work, name=LOOKS[form].name, on=opened))
