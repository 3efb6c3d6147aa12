"""The Cohort page: one model's findings over all series in the worklist."""

from __future__ import annotations

import html
from collections import Counter
from typing import Any

import streamlit as st
from plotly.graph_objects import Figure

from core.errors import UnknownRecordError
from core.vocabulary.patient import is_outside, reason_words
from core.worklist import Filter, Record, Store
from dashboard import navigation
from dashboard.components import large_type, welcome
from dashboard.components.records import details
from dashboard.components.records.filters import ANY, CAUTION_WORDS, NONE
from dashboard.screens.cohort import figures, sentences
from dashboard.services import worklist
from dashboard.state.session import Session

#: More points add nothing, and cost seconds.
MOST = 5000
_BURDEN = "cohort-burden-chart"


def show(session: Session, store: Store) -> None:
    """Draw the page."""
    worklist.keep_missing(session)
    names = store.model_names()
    if not names:
        _nothing_yet()
        return
    wanted, model_name, with_outside = _controls(session, store, names)
    newest = store.list(wanted)
    every = one_per_series(newest)
    found = every if with_outside else assessable(every)
    _say(found, store.count(wanted) - len(newest), model_name)
    _say_outside(every, with_outside)
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="cohort-risk"):
        _draw(figures.risk_figure(found), "cohort-risk-chart")
    with right, st.container(key="cohort-categories"):
        _draw(figures.categories_figure(found), "cohort-categories-chart")
    _burden(session, store, found)


def one_per_series(records: list[Record]) -> list[Record]:
    """The first of each series: one that two files of weights have analysed is still one series."""
    first: dict[str, Record] = {}
    for record in records:
        first.setdefault(record.series_digest, record)
    return list(first.values())


def assessable(records: list[Record]) -> list[Record]:
    """Those whose scores may be counted."""
    return [record for record in records if not is_outside(record.category)]


def _controls(session: Session, store: Store, names: tuple[str, ...]) -> tuple[Filter, str, bool]:
    """Which records, by which model, and whether those outside its reach count too."""
    with st.container(key="cohort-bar", horizontal=True, vertical_alignment="bottom"):
        mine = session.card.name if session.card else None
        model_name = st.selectbox(
            "Model",
            names,
            index=names.index(mine) if mine in names else 0,
            help=sentences.one_model_at_a_time(),
            key="cohort-model",
            width=280,
        )
        caution = st.selectbox(
            "Caution",
            [ANY, NONE, *CAUTION_WORDS],
            index=None,
            format_func=lambda code: CAUTION_WORDS.get(code, code),
            placeholder="With and without",
            key="cohort-caution",
            width=240,
        )
        with_outside = st.toggle(
            "Count what is not assessable",
            help=sentences.what_the_switch_does(),
            key="cohort-outside",
        )
    codes = () if caution in (None, ANY, NONE) else (caution,)
    wanted = Filter(
        model_name=model_name,
        has_cautions={ANY: True, NONE: False}.get(caution or ""),
        caution_codes=codes,
        limit=MOST,
    )
    return wanted, model_name, with_outside


def _say(found: list[Record], left_out: int, model_name: str) -> None:
    """What is counted: series, not people; and from how many weights of that name."""
    people = len({one.pseudonym for one in found})
    said = f"{len(found):,} series of {people:,} {'subject' if people == 1 else 'subjects'}"
    parts: list[str] = [f"<b>{said}</b> by {model_name}"]
    if left_out:
        parts.append(sentences.older_ones_are_left_out(left_out))
    weights = len({one.weights_sha256 for one in found})
    if weights > 1:
        parts.append(sentences.weights_are_mixed(weights))
    review = sum(one.needs_review for one in found)
    without = sum(one.interval is None for one in found)
    parts.append(
        f"{review} {'needs' if review == 1 else 'need'} review, "
        f"{without} {'has' if without == 1 else 'have'} no interval"
    )
    parts.append(sentences.not_the_truth())
    st.html(f'<p class="ll-words">{" · ".join(parts)}</p>')


def _say_outside(every: list[Record], with_outside: bool) -> None:
    """How many are not assessable and why, and whether the figures hold them."""
    outside = [record for record in every if is_outside(record.category)]
    if not outside:
        return
    reasons = Counter(reason for record in outside for reason in record.reasons)
    words = ", ".join(f"{reason_words([code])} {count}" for code, count in reasons.most_common())
    said = sentences.not_assessable(len(outside), words, with_outside)
    st.html(f'<p class="ll-outside"><b>{html.escape(said)}</b></p>')


def _burden(session: Session, store: Store, found: list[Record]) -> None:
    listing = session.listing

    def clicked() -> None:
        points = session.widget(_BURDEN).selection.points
        if points:
            listing.picked = int(points[0]["customdata"][0])

    record = None
    if any(one.id == listing.picked for one in found):
        try:
            record = store.get(listing.picked)
        except UnknownRecordError:
            listing.picked = None
    figure = figures.burden_figure(found, listing.picked)
    if record is None:
        _draw(figure, _BURDEN, on_select=clicked)
        return
    left, right = st.columns([2.1, 1], gap="medium")
    with left, st.container(key="worklist-table"):
        _draw(figure, _BURDEN, on_select=clicked)
    with right:
        details.show(session, store, listing, record)


def _draw(figure: Figure, key: str, **options: Any) -> None:
    if options:
        options["selection_mode"] = "points"
    large_type.plotly_chart(
        figure, key=key, theme=None, config={"displayModeBar": False}, **options
    )


def _nothing_yet() -> None:
    with st.container(key="welcome"):
        st.html(welcome.words_html("No series yet", sentences.where_it_comes_from()))
        if st.button("Go to the worklist", type="primary"):
            st.switch_page(navigation.page("worklist"))
