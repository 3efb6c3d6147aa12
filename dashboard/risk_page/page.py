"""The Patient risk page from top to bottom."""

from __future__ import annotations

import streamlit as st

from core.pipeline import Analysis
from dashboard import opinions
from dashboard.report_box import report_box
from dashboard.risk_page import along, how_sure, lesion_table, rules, take_along, verdict
from dashboard.session import Session
from dashboard.shelf import Entry


def show(session: Session, entry: Entry, analysis: Analysis) -> None:
    """Verdict and doubts, the slices behind it, the lesions, the rule, and the files."""
    said = opinions.weighed(session, entry, analysis)
    verdict.show(said)
    how_sure.show(session, entry, said)
    chart, side = st.columns([2.2, 1])
    with chart:
        along.chart(session, entry, said)
    with side:
        along.slice_in_view(session, entry, said)
    lesion_table.show(session, entry, said)
    rules.show(said)
    with st.container(key="risk-files", horizontal=True):
        take_along.show(said)
    with st.container(key="risk-report"):
        report_box(session, entry, said)
