"""How far the readers agree, and the places on which they don't."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from core.agreement import Disagreement, StudyAgreement
from core.agreement.plain import OUTLINE_TITLES, TITLES, percent_text, said_in_words
from core.agreement.sentences import what_kappa_means
from core.vocabulary.forms import ABSENT
from core.worklist import Store, StudySeries
from dashboard import navigation
from dashboard.components.sortable_table.table import Cell, Column, Row, sortable_table
from dashboard.screens.readers import sentences
from dashboard.screens.readers.comparing import Compared
from dashboard.screens.readers.view import InView
from dashboard.services import reading
from dashboard.services.pseudonyms import subject
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

#: More are counted, not listed.
MOST_LISTED = 200


def show(session: Session, store: Store, shown: InView, found: Compared | None) -> None:
    """Draw it; nothing while it is being computed."""
    if found is None:
        return
    st.html('<div class="ll-head">Agreement</div>')
    if found.readings.pooled is None:
        said = sentences.agreement_comes_later(shown.study.is_blind and shown.role == "reader")
        st.html(f'<p class="ll-words">{said}</p>')
        return
    st.html(f'<div class="ll-scroll">{agreement_table(found.readings.pooled)}</div>')
    st.html(f'<p class="ll-words">{what_kappa_means()}</p>')
    st.html('<div class="ll-head">Where readers differ</div>')
    _places(session, store, shown, found)


def agreement_table(pooled: StudyAgreement) -> str:
    """HTML: a row for each measure."""
    head = ("", "n", "Agree", "Kappa", "Dice", "Surfaces apart", "95 %")
    rows: list[Sequence[str]] = [
        (
            TITLES[about],
            f"{one.n}" + (f" ({one.n_left_out} not rated by all)" if one.n_left_out else ""),
            percent_text(one),
            ABSENT if one.kappa is None else f"{one.kappa:.2f} ({one.method.split(chr(39))[0]})",
            "",
            "",
            "",
        )
        for about, one in pooled.ratings.items()
    ]
    for name, title in OUTLINE_TITLES.items():
        means = getattr(pooled, name)
        rows.append(
            (
                title,
                f"{means.n} {'pair' if means.n == 1 else 'pairs'}",
                "",
                "",
                _number(means.dice, ".2f"),
                _number(means.mean_mm, ".1f", " mm"),
                _number(means.p95_mm, ".1f", " mm"),
            )
        )
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    titles = "".join(f"<th>{html.escape(one)}</th>" for one in head)
    return f'<table class="ll-table"><tr>{titles}</tr>{cells}</table>'


def _number(value: float | None, form: str, unit: str = "") -> str:
    return ABSENT if value is None else f"{value:{form}}{unit}"


def _places(session: Session, store: Store, shown: InView, found: Compared) -> None:
    listed = [
        (series, place)
        for series in shown.study.series
        if (agreement := found.readings.series.get(series.series_digest)) is not None
        for place in agreement.disagreements
    ]
    if not listed:
        st.html(f'<p class="ll-words">{sentences.they_agree()}</p>')
        return
    more = f" {len(listed) - MOST_LISTED} more are not listed." if len(listed) > MOST_LISTED else ""
    st.html(f'<p class="ll-words">{sentences.how_to_go_there()}{more}</p>')
    view = session.studying
    click = sortable_table(
        [
            Column("Subject", "The pseudonym of the patient", sort="subject"),
            Column("Slices", "They count from 1", sort="slice", rising=True),
            Column("What", "The gravest of a series first"),
            Column("Who said what", "One word for each reader"),
        ],
        [
            _row(number, series, place, shown)
            for number, (series, place) in enumerate(listed[:MOST_LISTED])
        ],
        key="readers-places",
    )
    if click is not None and click.at != view.heard_place:
        view.heard_place = click.at
        for number in click.selected:
            series, place = listed[int(number)]
            _go(session, store, shown, series, place.slice_index)


def _row(number: int, series: StudySeries, place: Disagreement, shown: InView) -> Row:
    words = said_in_words(place)
    said = ", ".join(f"{shown.name_of(reader)}: {word}" for reader, word in words.items())
    first, last = place.first + 1, place.last + 1
    return Row(
        number,
        (
            Cell(subject(series.pseudonym), value=series.pseudonym),
            Cell(f"{first}" if first == last else f"{first}–{last}", value=first),
            Cell(str(place.words)),
            Cell(said),
        ),
    )


def _go(
    session: Session, store: Store, shown: InView, series: StudySeries, slice_index: int
) -> None:
    """To the place in Review; of a series that is not open, to the series."""
    if not reading.open_series(session, store, shown.study, series):
        st.warning(sentences.series_is_gone())
        return
    entry = reading.entry_of(session, store, series)
    if isinstance(entry, OpenSeries):
        session.jump(entry, slice_index)
    st.switch_page(navigation.page("review"))
