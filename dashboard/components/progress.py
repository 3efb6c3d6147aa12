"""How far some work is, checked again and again, with a way to cancel it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components.fragment import fragment
from dashboard.state.jobs import Job

POLL_SECONDS = 0.5
#: Where nobody can cancel it, or where several are watched.
SLOW_POLL_SECONDS = 1.0


def show(job: Job[Any], *, gone_when_cancelled: bool = False) -> None:
    """Draw it until the job ends; then the page is drawn again.

    Args:
        gone_when_cancelled: the page takes a cancelled job as ended, although its thread may be
            busy for another moment: it is drawn again at once.
    """
    fragment(_show, run_every=POLL_SECONDS)(job, gone_when_cancelled)


def watch(job: Job[Any]) -> None:
    """The same without a trace on the page."""
    fragment(_watch, run_every=POLL_SECONDS)(job)


def show_all(jobs: Sequence[Job[Any]], what: str) -> None:
    """One line for several jobs, above the sentences of those that failed; nothing where all have
    ended well. The page is drawn again when one of them ends.

    Args:
        what: begins the line, such as "Making the heatmaps".
    """
    for job in jobs:
        if job.state == "failed":
            st.html(
                f'<div class="ll-words"><em class="ll-amber">{html.escape(job.error)}</em></div>'
            )
    if any(not job.finished for job in jobs):
        ended = sum(job.finished for job in jobs)
        fragment(_show_all, run_every=SLOW_POLL_SECONDS)(jobs, what, ended)


def in_words(job: Job[Any]) -> str:
    """ "Full check: 40%, 10 s left", or for how long where nobody knows how far."""
    if job.state == "waiting":
        return f"{job.name}: {waiting_in_words(job)}"
    if not job.total:
        return f"{job.name}: {_with_time_left(job, f'{job.seconds:.0f} s')}"
    return f"{job.name}: {_with_time_left(job, f'{job.done / job.total:.0%}')}"


def slices_in_words(job: Job[Any]) -> str:
    """An analysis: "Slice 8 of 48, 10 s left"."""
    if job.state == "waiting":
        words = waiting_in_words(job)
        return words[:1].upper() + words[1:]
    if not job.done:
        return "Preparing the network"
    return _with_time_left(job, f"Slice {job.done} of {job.total}")


def all_in_words(jobs: Sequence[Job[Any]], what: str) -> str:
    """ "Making the heatmaps: 12 of 48" """
    done, total = sum(job.done for job in jobs), sum(job.total for job in jobs)
    return f"{what}: {done} of {total}" if total else what


def waiting_in_words(job: Job[Any]) -> str:
    """ "waiting, 2 before it" """
    return f"waiting, {job.before} before it" if job.before else "waiting for its turn"


def duration(seconds: float) -> str:
    """ "3:05 min" or "42 s" """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if minutes else f"{rest} s"


def _with_time_left(job: Job[Any], words: str) -> str:
    left = job.seconds_left
    return words if left is None else f"{words}, {duration(left)} left"


def _show(job: Job[Any], gone_when_cancelled: bool) -> None:
    if job.finished or (gone_when_cancelled and job.off.is_set()):
        st.rerun()
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        words = in_words(job)
        if job.total:
            st.progress(min(job.done / job.total, 1.0), words)
        else:
            st.html(f'<span class="ll-progress">{words}</span>', width="content")
        st.button("Cancel", key=f"cancel-{job.name}", on_click=job.off.set)


def _watch(job: Job[Any]) -> None:
    if job.finished:
        st.rerun()


def _show_all(jobs: Sequence[Job[Any]], what: str, ended: int) -> None:
    """`ended` of them had ended when the page was drawn."""
    if sum(job.finished for job in jobs) > ended:
        st.rerun()
    st.html(f'<div class="ll-words">{html.escape(all_in_words(jobs, what))}</div>')
