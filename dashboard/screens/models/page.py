"""The Models page: the table, what to compare, and one section of charts at a time."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from core.models import ModelCard
from core.vocabulary.figures import trained_on_them, who_was_measured
from dashboard.components import download, progress
from dashboard.components.charts.palette import looks
from dashboard.components.model_card import view
from dashboard.components.sortable_table.table import sortable_table, still_there
from dashboard.screens.models import (
    model_downloads,
    preprocessing,
    sections,
    sentences,
    stopwatch,
)
from dashboard.screens.models.cost import speeds_of, where_timed
from dashboard.screens.models.figures import PARTS, USED_FOR, figures_of
from dashboard.screens.models.model_rows import COLUMNS, count_row, model_rows
from dashboard.screens.models.sections import Compared
from dashboard.services import speeds as measured
from dashboard.state.session import Session

#: More are hard to distinguish; the person may still tick them.
TICKED_AT_FIRST = 6


def show(session: Session) -> None:
    """Draw the page for the models of the session; there is at least one."""
    cards = session.cards
    stopwatch.collect(session)
    part = _head(session, cards)
    compared = _table(session, cards, part)
    _section(session, compared)


def _head(session: Session, cards: dict[str, ModelCard]) -> str:
    """Which subjects the figures are of, and what they were used for; the figures as files."""
    with st.container(key="models-head", horizontal=True, vertical_alignment="center"):
        part = st.segmented_control(
            "Figures on",
            list(PARTS),
            default=next(iter(PARTS)),
            required=True,
            format_func=lambda name: f"{name} subjects",
            key="models-part",
            label_visibility="collapsed",
        )
        st.html(f'<div class="ll-words">{_whom(cards, part)}</div>')
        speeds = _speeds(cards)
        with st.popover("Download", icon=":material/download:"):
            _files(cards, speeds)
    return part


def _speeds(cards: dict[str, ModelCard]) -> dict[str, dict[str, Any]]:
    return speeds_of(cards, measured.SPEEDS.of_all(card.sha256 for card in cards.values()))


def _whom(cards: dict[str, ModelCard], part: str) -> str:
    """How many subjects and slices, what they were used for; a warning where a model was trained on
    them."""
    whom = {who_was_measured(figures_of(card, part)) for card in cards.values()} - {""}
    counted = whom.pop() if len(whom) == 1 else "Subjects and slices differ between the models"
    words = f"<b>{html.escape(counted if whom or counted else part)}</b>: {USED_FOR[part]}."
    seen = [name for name, card in cards.items() if trained_on_them(figures_of(card, part))]
    if seen:
        names = html.escape(", ".join(seen))
        words += f' <em class="ll-amber">{sentences.trained_on_some(names)}</em>'
    return words


def _files(cards: dict[str, ModelCard], speeds: dict) -> None:
    files = {
        "Figures (CSV)": ("liverlens-models.csv", model_downloads.figures_csv, "text/csv"),
        "Everything measured (JSON)": (
            "liverlens-models.json",
            model_downloads.figures_json,
            "application/json",
        ),
    }
    for label, (name, make, mime) in files.items():
        download.button(label, make(cards, speeds), name, mime, of=None, width="stretch")


def _table(session: Session, cards: dict[str, ModelCard], part: str) -> Compared:
    """All models; the ticked ones are compared below."""
    look, speeds = looks(cards), _speeds(cards)
    before = list(cards)[:TICKED_AT_FIRST] if session.compared is None else session.compared
    click = sortable_table(
        COLUMNS,
        model_rows(cards, part, look, speeds),
        key="models-table",
        selected=before,
        several=True,
        foot=count_row(cards, part),
    )
    session.compared = picked = still_there(click, cards, before)
    with st.container(key="models-below", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="ll-words">{sentences.what_the_intervals_are()}<br>'
            f"{html.escape(where_timed(speeds))}</div>"
        )
        if session.stopwatch is not None:
            progress.show(session.stopwatch)
        elif st.button("Measure speed here", icon=":material/timer:"):
            with st.spinner("Loading the models"):
                stopwatch.begin(session, cards)
            st.rerun()
    return Compared({name: cards[name] for name in picked}, part, look, speeds)


def _section(session: Session, compared: Compared) -> None:
    drawn: dict[str, Callable[[], None]] = {
        "Overview": lambda: sections.overview(compared),
        "Classes": lambda: sections.classes(compared),
        "Lesions": lambda: sections.lesions(compared),
        "Groups": lambda: sections.groups(compared),
        "Calibration": lambda: sections.calibration(compared),
        "Training": lambda: sections.training(compared),
        "What the network sees": lambda: _one_model(session, preprocessing.show_stages),
        "Model card": lambda: _one_model(session, view.show),
    }
    chosen = st.segmented_control(
        "Section",
        list(drawn),
        default="Overview",
        required=True,
        key="models-section",
        label_visibility="collapsed",
    )
    with st.container(key="models-section-body"):
        drawn[chosen]()


def _one_model(session: Session, draw: Callable[[ModelCard], None]) -> None:
    """What is shown of one model at a time, regardless of ticks; at first the one in use."""
    cards = session.cards
    name = next(iter(cards))
    if len(cards) > 1:
        in_use = session.card.name if session.card is not None else name
        name = st.segmented_control(
            "Model",
            list(cards),
            default=in_use if in_use in cards else name,
            required=True,
            key="models-one",
            label_visibility="collapsed",
        )
    draw(cards[name])
