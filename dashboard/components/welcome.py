"""What a page says before there is anything to show."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import navigation
from dashboard.components import sentences
from dashboard.components.plain_text import plain
from dashboard.state.jobs import Job
from dashboard.state.listed_series import ListedSeries


def cannot_open(listed: ListedSeries) -> None:
    """The series in view has no pixels: say why. One that found no memory can be tried again."""
    if listed.put_off:
        st.warning(plain(listed.put_off))
        if st.button("Try again", type="primary", key="memory-again"):
            listed.put_off = ""
            st.rerun()
        return
    st.error(plain(listed.failure))


def not_analysed(job: Job[Any] | None, what: str) -> None:
    """A page that needs an analysis: say so and where the button is, or that it is under way."""
    title, next_step = (
        ("Not analysed yet", sentences.press_run_analysis())
        if job is None
        else ("The analysis is running", sentences.fills_when_done())
    )
    say(title, f"{what} {next_step}")


def open_something(what: str) -> None:
    """A page that needs a series, reached before one is open."""
    with st.container(key="welcome"):
        st.html(words_html("No series is open", what))
        to_review()


def say(title: str, text: str) -> None:
    """A title and a text (HTML) in the middle of an empty page."""
    with st.container(key="welcome"):
        st.html(words_html(title, text))


def words_html(title: str, text: str) -> str:
    """The same as HTML, to be drawn with something below it."""
    return f'<div class="ll-welcome"><h1>{title}</h1><p>{text}</p></div>'


def guide_html(title: str, does: str, facts: Mapping[str, str]) -> str:
    """For a page that explains itself while it is empty, as HTML: what it does, then what it needs,
    what it shows and what comes next, each under a word of its own. All plain text."""
    rows = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(said)}</dd>" for name, said in facts.items()
    )
    return f'{words_html(title, html.escape(does))}<dl class="ll-guide">{rows}</dl>'


def to_review(label: str = "Open one on the Review page") -> None:
    """The way to where series are opened and analysed."""
    if st.button(label, type="primary"):
        st.switch_page(navigation.page("review"))
