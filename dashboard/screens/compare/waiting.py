"""Work under way beside the page: how far it is, and the page drawn anew when it ends."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboard.state.task import Task

POLL_SECONDS = 1.0


def for_tasks(tasks: Sequence[Task], what: str) -> None:
    """One line, looked at every second; nothing where all have ended well.

    Args:
        what: begins the line, such as "Making the heatmaps".
    """
    for task in tasks:
        if task.state == "failed":
            st.html(
                f'<div class="ll-words"><em class="ll-amber">{html.escape(task.error)}</em></div>'
            )
    if any(not task.finished for task in tasks):
        st.fragment(_line, run_every=POLL_SECONDS)(tasks, what, sum(t.finished for t in tasks))


def _line(tasks: Sequence[Task], what: str, ended: int) -> None:
    """`ended` of them had ended when the page was drawn."""
    if sum(task.finished for task in tasks) > ended:
        st.rerun()
    st.html(f'<div class="ll-words">{html.escape(how_far(tasks, what))}</div>')


def how_far(tasks: Sequence[Task], what: str) -> str:
    """ "Making the heatmaps: 12 of 48" """
    done, total = sum(t.done for t in tasks), sum(t.total for t in tasks)
    return f"{what}: {done} of {total}" if total else what
