"""The Cohort page where no series that fits can be assessed: which they are, why, and what to do.

The person has analysed series and expects a distribution. They want to know why there is none,
which series are meant, and what would bring one; and to look at one of them at once.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from core.errors import UnknownRecordError
from core.vocabulary.patient import REASON_WORDS, reason_words
from core.worklist import Record, Store
from core.worklist.outside import Outside
from dashboard.components import welcome
from dashboard.components.records import details
from dashboard.components.sortable_table.table import Cell, Column, Row, sortable_table
from dashboard.screens.cohort import sentences
from dashboard.services.pseudonyms import subject
from dashboard.state.session import Session

_COLUMNS = (
    Column("Subject", "The pseudonym of the patient; no name is kept"),
    Column("Study", "Date of the study", sort="date"),
    Column("Why it is not assessable", "All reasons of the series", sort="why", look="wraps"),
    Column("Lesions", "How many were outlined", look="beside"),
    Column("Analysed (UTC)", "When", sort="added", look="beside"),
)


def show(session: Session, store: Store, outside: Outside) -> None:
    """Draw it in place of the figures."""
    with st.container(key="cohort-outside-words"):
        st.html(
            welcome.guide_html(
                "None of these series can be assessed",
                sentences.nothing_to_draw(outside.n_series),
                _what_to_do(outside),
            )
        )
    found = []
    for number in outside.newest:
        # One may have been deleted a moment ago.
        with suppress(UnknownRecordError):
            found.append(store.get(number))
    picked = next((one for one in found if one.id == session.listing.picked), None)
    if picked is None:
        _table(session, found, outside)
        return
    left, right = st.columns([2.1, 1], gap="medium")
    with left:
        _table(session, found, outside)
    with right:
        details.show(session, store, session.listing, picked)


def _what_to_do(outside: Outside) -> dict[str, str]:
    """A reason and how many series have it -> what to do about it, the most frequent first."""
    found = {}
    for code, count in outside.reasons.most_common():
        if code in REASON_WORDS:
            words = REASON_WORDS[code]
            found[f"{words[0].upper()}{words[1:]}: {count:,}"] = sentences.what_to_do(code)
    return {**found, "Scores": sentences.how_to_see_their_scores()}


def _table(session: Session, found: list[Record], outside: Outside) -> None:
    listing = session.listing
    with st.container(key="worklist-table"):
        if len(found) < outside.n_series:
            said = sentences.newest_of(len(found), outside.n_series)
            st.html(f'<p class="ll-words">{said}</p>')
        click = sortable_table(
            _COLUMNS,
            [_row(record) for record in found],
            key="cohort-outside-records",
            selected=[] if listing.picked is None else [listing.picked],
        )
    if click is None:
        return
    picked = next((one for one in click.selected if isinstance(one, int)), None)
    if listing.hear(picked, listing.sort, listing.falling, click.at):
        st.rerun()


def _row(record: Record) -> Row:
    day, added = record.study_date, record.created_at
    why = reason_words(record.reasons) or sentences.not_stated()
    return Row(
        record.number,
        (
            Cell(subject(record.pseudonym)),
            Cell(f"{day:%Y-%m-%d}" if day else "no date", value=day.isoformat() if day else None),
            Cell(why, value=why),
            Cell(f"{len(record.lesions)}", tone="quiet"),
            Cell(
                f"{added:%Y-%m-%d %H:%M}" if added else "",
                tone="quiet",
                value=added.isoformat() if added else None,
            ),
        ),
    )
