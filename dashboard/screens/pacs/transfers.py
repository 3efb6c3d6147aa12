"""What is on its way from an archive: progress, cancel, and what became of it."""

from __future__ import annotations

import html

import streamlit as st

from dashboard import navigation
from dashboard.components.fragment import fragment
from dashboard.components.weakly import weakly
from dashboard.screens.pacs import sentences
from dashboard.services import archives
from dashboard.state.archive_view import ArchiveView, Transfer
from dashboard.state.opening import Opening
from dashboard.state.session import Session

POLL_SECONDS = 1.0


def begin_link(session: Session, view: ArchiveView) -> None:
    """Start what a link asked for."""
    asked, view.asked = view.asked, None
    if asked is None:
        return
    sites = archives.linkable()
    if not sites:
        view.error = str(sentences.link_is_not_allowed())
        return
    job = archives.begin(session, archives.bringing_by_link(sites[0], asked), "The study")
    view.add(f"Study of a link, from {sites[0].label}", job)


def strip(session: Session, view: ArchiveView) -> None:
    """Draw it; it refreshes itself while something is under way."""
    live = fragment(_live, run_every=POLL_SECONDS if view.is_busy else None, also=(ArchiveView,))
    live(session, view)


def _live(session: Session, view: ArchiveView) -> None:
    was_busy = view.is_busy
    ended = view.collect()
    for one in view.transfers:
        if one.job.finished and not one.is_settled:
            one.is_settled = ended = True
            if one.job.result is not None and one.job.result.files:
                view.transfers.remove(one)
                session.pending = Opening(one.job.result.files, hold=one.job.result.hold)
                st.switch_page(navigation.page("review"))
    if ended or was_busy != view.is_busy:
        st.rerun()
    waiting = view.search or view.listing
    if waiting is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="pacs-waiting"):
            st.html('<span class="ll-words">Asking the archive…</span>', width="content")
            st.button("Cancel", key="pacs-cancel", type="tertiary", on_click=weakly(_give_up, view))
    if view.transfers:
        with st.container(key="pacs-transfers"):
            for one in list(view.transfers):
                _line(view, one)


def _give_up(view: ArchiveView) -> None:
    for job in (view.search, view.listing):
        if job is not None:
            job.cancel()
    view.search = view.listing = None


def _remove(view: ArchiveView, one: Transfer) -> None:
    view.transfers.remove(one)


def _line(view: ArchiveView, one: Transfer) -> None:
    job = one.job
    state, failed = job.state, ""
    words: str = state
    if state == "running":
        total = f" of {job.total}" if job.total else ""
        words = f"file {job.done}{total}" if job.done else "asking the archive"
    elif state == "done" and job.result is not None:
        words = job.result.said
    elif state == "failed":
        failed = job.error
    share = job.done / job.total if job.total and state == "running" else 0.0
    track = (
        f'<span class="ll-track"><span style="width:{share:.0%};background:var(--blue)"></span>'
        "</span> "
        if share
        else ""
    )
    with st.container(key=f"pacs-transfer-{one.number}", horizontal=True, wrap=False):
        st.html(
            f'<div class="ll-queue"><b>{html.escape(one.title)}</b> {track}'
            f"<em>{html.escape(words)}</em>"
            f'<em class="ll-failed">{html.escape(failed)}</em></div>',
            width="stretch",
        )
        if job.finished:
            st.button(
                "Remove",
                key=f"pacs-remove-{one.number}",
                type="tertiary",
                on_click=weakly(_remove, view, one),
            )
        else:
            st.button(
                "Cancel", key=f"pacs-stop-{one.number}", type="tertiary", on_click=job.off.set
            )
