"""Analysing what has no outlines yet: a button, or how far it has come."""

from __future__ import annotations

import streamlit as st

from core.models import ModelCard
from dashboard.components import progress, series_labels
from dashboard.components.fragment import fragment
from dashboard.screens.follow_up import sentences
from dashboard.services import analyses
from dashboard.state import loading
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


def offer(session: Session, card: ModelCard, entries: list[Entry]) -> None:
    """A button for what is missing, or how far it has come."""
    opened = [entry for entry in entries if isinstance(entry, OpenSeries)]
    running = [one for one in opened if one.job(card) is not None]
    if running:
        fragment(_wait, run_every=progress.SLOW_POLL_SECONDS)(session, card, running)
        return
    closed = [entry for entry in entries if not isinstance(entry, OpenSeries)]
    if closed:
        if st.button(sentences.open_images(len(closed)), type="primary"):
            wanted = [(entry.origin, entry.uid.__eq__) for entry in closed]
            loading.ask_for_all(session, wanted)
            st.rerun()
        return
    count = "both series" if len(opened) == 2 else series_labels.description(opened[0])
    if st.button(f"Analyse {count}", type="primary"):
        for one in opened:
            analyses.begin(session, one, card)
        st.rerun()


def _wait(session: Session, card: ModelCard, running: list[OpenSeries]) -> None:
    jobs = [job for one in running if (job := one.job(card)) is not None]
    if session.collect() or len(jobs) < len(running):
        st.rerun()
    done, total = sum(job.done for job in jobs), sum(job.total for job in jobs)
    st.progress(done / max(total, 1), progress.all_in_words(jobs, "Analysing"))
