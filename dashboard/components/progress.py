"""How far some work is, looked at again and again, with a way out."""

from __future__ import annotations

import streamlit as st

from dashboard.state.task import Task

POLL_SECONDS = 0.5


def show(task: Task) -> None:
    """Draw it until the task ends; then the page is drawn anew."""
    st.fragment(_show, run_every=POLL_SECONDS)(task)


def watch(task: Task) -> None:
    """The same without a trace on the page."""
    st.fragment(_watch, run_every=POLL_SECONDS)(task)


def in_words(task: Task) -> str:
    """ "Full check: 40 %", or for how long where nobody knows how far."""
    if task.state == "waiting":
        return f"{task.name}: waits for its turn"
    if task.total:
        return f"{task.name}: {task.done / task.total:.0%}"
    return f"{task.name}: {task.seconds:.0f} s"


def _show(task: Task) -> None:
    if task.finished:
        st.rerun()
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        words = in_words(task)
        if task.total:
            st.progress(min(task.done / task.total, 1.0), words)
        else:
            st.html(f'<span class="ll-progress">{words}</span>', width="content")
        st.button("Cancel", key=f"cancel-{task.name}", on_click=task.off.set)


def _watch(task: Task) -> None:
    if task.finished:
        st.rerun()
