"""The PACS page: ask, choose studies, choose series, open one or queue many."""

from __future__ import annotations

import streamlit as st

from core.pacs import Choice
from core.pacs.site import SITES_VARIABLE, Site, named, read_sites
from dashboard.components import welcome
from dashboard.components.plain_text import plain
from dashboard.components.sortable_table.table import sortable_table, still_there
from dashboard.screens.pacs import search, sentences, tables, transfers
from dashboard.services import archives
from dashboard.state.archive_view import ArchiveView, view_of
from dashboard.state.session import Session


def show(session: Session) -> None:
    """Draw the page. Raises PacsError where the list of archives can't be used."""
    sites = read_sites()
    view = view_of(session)
    if not sites:
        _no_archive()
        return
    transfers.begin_link(session, view)
    search.form(session, view, sites)
    if view.error:
        st.error(plain(view.error))
    transfers.strip(session, view)
    if view.found is None:
        return
    _studies(session, view, named(sites, view.site))


def _no_archive() -> None:
    facts = {
        "Needs": sentences.no_site_is_configured(SITES_VARIABLE),
        "Shows": sentences.what_it_shows(),
        "Until then": sentences.until_then(),
    }
    with st.container(key="welcome"):
        title, does = "No archive is configured", sentences.what_the_page_does()
        st.html(welcome.guide_html(title, does, facts))
        welcome.to_review("Open files on the Review page")


def _studies(session: Session, view: ArchiveView, site: Site) -> None:
    found = view.found
    if found is None or not found.rows:
        st.html(f'<p class="ll-words">{sentences.nothing_found()}</p>')
        return
    n = len(found.rows)
    more = f" {sentences.more_than_shown(n)}" if found.is_cut else ""
    noun = "study" if n == 1 else "studies"
    st.html(f'<p class="ll-words"><b>{n} {noun} in {site.label}.</b>{more}</p>')
    uids = [one.study_uid for one in found.rows]
    with st.container(key="pacs-studies"):
        click = sortable_table(
            tables.STUDIES,
            [tables.study_row(one) for one in found.rows],
            key="pacs-studies-table",
            selected=view.studies,
            several=True,
        )
    chosen = still_there(click, uids, view.studies)
    if chosen != view.studies:
        view.studies, view.series = chosen, None
    ticked = [one for one in found.rows if one.study_uid in view.studies]
    missing = [one for one in ticked if one.study_uid not in view.choices]
    if missing and view.listing is None and not view.error:
        view.listing = archives.begin(session, archives.listing(site, missing), "The list")
        st.rerun()
    if view.studies and not missing:
        _series(session, view, site)


def _series(session: Session, view: ArchiveView, site: Site) -> None:
    choices = [one for uid in view.studies for one in view.choices[uid]]
    best = set(view.suggested())
    st.html(f'<p class="ll-words">{sentences.how_series_are_chosen()}</p>')
    before = tuple(one.series.series_uid for one in view.ticked())
    with st.container(key="pacs-series"):
        click = sortable_table(
            tables.SERIES,
            [tables.series_row(one, best=one.series.series_uid in best) for one in choices],
            # Another choice of studies is another table, whose ticks begin with the best.
            key=f"pacs-series-{abs(hash(view.studies))}",
            selected=before,
            several=True,
        )
    uids = [one.series.series_uid for one in choices]
    if click is not None:
        view.series = still_there(click, uids, before)
    _actions(session, view, site, view.ticked())


def _actions(session: Session, view: ArchiveView, site: Site, ticked: tuple[Choice, ...]) -> None:
    card = session.card
    with st.container(key="pacs-actions", horizontal=True, vertical_alignment="center"):
        st.button(
            "Open in Review",
            type="primary",
            disabled=len(ticked) != 1,
            help=None if len(ticked) == 1 else sentences.one_to_open(),
            key="pacs-open",
            on_click=_open,
            args=(session, view, site, ticked),
        )
        st.button(
            f"Queue {len(ticked)} series",
            disabled=not ticked or card is None,
            help=sentences.where_queued_series_go() if card else sentences.no_model(),
            key="pacs-queue",
            on_click=_queue,
            args=(session, view, site, ticked),
        )


def _open(session: Session, view: ArchiveView, site: Site, ticked: tuple[Choice, ...]) -> None:
    for one in ticked:
        job = archives.begin(session, archives.bringing(site, one), "The series")
        view.add(f"{one.series.description or 'Series'}, to be opened", job)


def _queue(session: Session, view: ArchiveView, site: Site, ticked: tuple[Choice, ...]) -> None:
    if session.card is None:
        return
    for one in ticked:
        work = archives.queueing(session, site, one, session.card)
        job = archives.begin(session, work, "The series")
        view.add(f"{one.series.description or 'Series'}, for {session.card.name}", job)
