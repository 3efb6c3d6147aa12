"""The form that asks an archive."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.errors import UsageError
from core.pacs import Query
from core.pacs.site import Site, named
from dashboard.screens.pacs import sentences
from dashboard.services import archives
from dashboard.state.archive_view import ArchiveView
from dashboard.state.session import Session

_FIRST = date(1990, 1, 1)


def form(session: Session, view: ArchiveView, sites: tuple[Site, ...]) -> None:
    """Draw it; a press starts the search."""
    with st.form("pacs-search", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            site = named(sites, view.site if any(s.name == view.site for s in sites) else None)
            if len(sites) > 1:
                site = st.selectbox(
                    "Archive",
                    sites,
                    index=sites.index(site),
                    format_func=lambda one: one.label,
                    key="pacs-site",
                    width=150,
                )
            patient = st.text_input("Patient number", key="pacs-patient", width=130)
            name = st.text_input("Name", key="pacs-name", width=130)
            accession = st.text_input("Accession number", key="pacs-accession", width=135)
            since = st.date_input("From", None, min_value=_FIRST, key="pacs-since", width=128)
            until = st.date_input("To", None, min_value=_FIRST, key="pacs-until", width=128)
            modality = st.text_input("Modality", "CT", key="pacs-modality", width=76)
            part = st.text_input("Body part", key="pacs-part", width=96)
            pressed = st.form_submit_button("Search", type="primary")
        st.caption(sentences.what_to_search_by())
    if not pressed:
        return
    asked = Query(
        patient_id=patient.strip(),
        patient_name=name.strip(),
        accession=accession.strip(),
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
        modality=modality.strip().upper(),
        body_part=part.strip(),
    )
    try:
        _check(asked)
    except UsageError as error:
        view.error = str(error)
        return
    view.begin_search(site.name, archives.begin(session, archives.searching(site, asked), "Search"))


def _check(asked: Query) -> None:
    """All CT of a hospital is as good as everything."""
    asked.check()
    Query(
        patient_id=asked.patient_id,
        patient_name=asked.patient_name,
        accession=asked.accession,
        since=asked.since,
        until=asked.until,
    ).check()
