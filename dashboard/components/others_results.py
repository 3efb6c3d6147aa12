"""Below the card of a series: what other systems found in it, each with a button to remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.plain_text import plain
from dashboard.components.weakly import weakly
from dashboard.state.open_series import OpenSeries

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.other_systems import Report
    from dashboard.state.shelf import Entry


def show(entry: Entry) -> None:
    """Draw the list; nothing where there is none."""
    if not isinstance(entry, OpenSeries):
        return
    for number, report in enumerate(entry.brought.reports):
        title = report.series_description or report.title or report.name
        _row(entry, f"report-{number}", title, weakly(_remove_report, entry, report))
    drawn = entry.outlines_of_others
    if drawn is not None:
        _row(entry, "outlines", drawn.name, weakly(_remove_outlines, entry))


def _remove_report(opened: OpenSeries, report: Report) -> None:
    opened.brought.remove(report)


def _remove_outlines(opened: OpenSeries) -> None:
    opened.reference = opened.brought.outlines = None


def _row(opened: OpenSeries, what: str, title: str, remove: Callable[[], None]) -> None:
    with st.container(
        key=f"brought-{what}-{opened.key}", horizontal=True, vertical_alignment="center"
    ):
        st.caption(plain(title))
        st.button(
            f"Remove {plain(title)}",
            key=f"unbring-{what}-{opened.key}",
            icon=":material/close:",
            help="Show it no longer; the file is not changed",
            type="tertiary",
            on_click=remove,
        )
