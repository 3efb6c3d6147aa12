"""Sending results to the hospital's archive or record system: a button for each that the operator
allows, and a question before anything leaves this server."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from core.dicom_results import KINDS
from core.errors import LiverLensError
from core.export.dicom.headers_of_ct import dicom_obstacle
from core.pacs.site import Site
from core.pipeline import Analysis
from dashboard.components import sentences, series_labels
from dashboard.components.fragment import dialog
from dashboard.components.plain_text import plain
from dashboard.components.weakly import weakly
from dashboard.services import archives, laboratory, results
from dashboard.services import sending as service
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Sample
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.fhir import Site as Server

#: Kind -> label, as `KINDS`.
_LABELS = {
    "seg": "Outlines (SEG)",
    "sr": "Measurements (structured report)",
    "sc": "Key images",
    "pdf": "Report (PDF)",
    "map": "Heatmap (parametric map)",
}
#: A heatmap takes a megabyte a slice.
_TICKED = ("seg", "sr", "sc", "pdf")
_NAMED = "send-named"
_ICON = ":material/send:"


def buttons(session: Session, opened: OpenSeries, analysis: Analysis, refused: str) -> None:
    """Draw them; nothing where there is nowhere to send to. `refused` says why nothing may be sent
    of this series, "" where it may."""
    try:
        sites, server = archives.storing(), laboratory.site()
    except LiverLensError as error:
        st.caption(plain(str(error)))
        return
    if not sites and server is None:
        return
    st.html('<div class="ll-head">Send</div>')
    busy = opened.by(analysis.weights_sha256).sending.job is not None
    for site in sites:
        obstacle = refused or dicom_obstacle(opened.series)
        if _button(f"Send to {site.label}", f"send-{site.name}", obstacle, is_busy=busy):
            ask = dialog(f"Send to {site.label}", _ask_archive, also=(Analysis,))
            ask(session, opened, analysis, site)
    if server is not None:
        obstacle = refused or results.bundle_obstacle(analysis)
        if _button("Send to the record system", "send-record-system", obstacle, is_busy=busy):
            ask_server = dialog("Send to the record system", _ask_record_system, also=(Analysis,))
            ask_server(session, opened, analysis, server)


def _button(label: str, key: str, obstacle: str, *, is_busy: bool) -> bool:
    return st.button(
        label,
        key=key,
        icon=_ICON,
        disabled=is_busy or bool(obstacle),
        help=obstacle or None,
        width="stretch",
    )


def _ask_archive(session: Session, opened: OpenSeries, analysis: Analysis, site: Site) -> None:
    _say(session, opened, analysis, site.address, sentences.what_an_archive_gets())
    for kind in KINDS:
        st.checkbox(_LABELS[kind], kind in _TICKED, key=_key(kind))
    send = weakly(_send_to_archive, session, opened, analysis, site=site)
    _answers(send, is_empty=not any(session.widget(_key(kind)) for kind in KINDS))


def _ask_record_system(
    session: Session, opened: OpenSeries, analysis: Analysis, server: Server
) -> None:
    _say(session, opened, analysis, str(server), sentences.what_a_record_system_gets())
    st.checkbox("Name and ID on the report (PDF) too", key=_NAMED)
    _answers(weakly(_send_to_record_system, session, opened, analysis, server=server))


def _say(session: Session, opened: OpenSeries, analysis: Analysis, address: str, what: str) -> None:
    """What goes where, and whose it is."""
    rows = {
        "To": address,
        "Series": series_labels.line(opened, session.show_names),
        "Result": sentences.whose_result(analysis.model_name, analysis.is_corrected),
    }
    lines = "".join(
        f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in rows.items()
    )
    st.html(f'<table class="ll-table ll-sending">{lines}</table>')
    st.html(f'<p class="ll-words">{html.escape(what)}</p>')
    if isinstance(opened.origin, Sample):
        st.warning(sentences.a_sample_would_be_sent())


def _answers(send: Callable[[], None], *, is_empty: bool = False) -> None:
    with st.container(horizontal=True):
        # By a callback, so that it has begun before the dialog goes.
        sent = st.button("Send", type="primary", key="send-go", on_click=send, disabled=is_empty)
        if st.button("Cancel", key="send-not") or sent:
            st.rerun()


def _send_to_archive(session: Session, opened: OpenSeries, analysis: Analysis, site: Site) -> None:
    kinds = [kind for kind in KINDS if session.widget(_key(kind))]
    service.begin_dicom(session, opened, analysis, site, kinds)


def _send_to_record_system(
    session: Session, opened: OpenSeries, analysis: Analysis, server: Server
) -> None:
    named = bool(session.widget(_NAMED))
    service.begin_fhir(session, opened, analysis, server, named=named)


def _key(kind: str) -> str:
    return f"send-kind-{kind}"
