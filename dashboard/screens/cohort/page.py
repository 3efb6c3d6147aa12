"""The Cohort page: one model's findings over all series in the worklist."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st
from plotly.graph_objects import Figure

from core.errors import UnknownRecordError
from core.labels import NOT_ASSESSABLE
from core.vocabulary.patient import reason_words
from core.worklist import Cohort, Store
from core.worklist.cohort import Counts
from core.worklist.outside import Outside
from dashboard import navigation
from dashboard.components import clicks, large_type, welcome
from dashboard.components.read_blind import cover
from dashboard.components.records import details
from dashboard.components.records.filters import Filters
from dashboard.screens.cohort import figures, outside, sentences
from dashboard.services import reading, worklist
from dashboard.state.session import Session

_OUTSIDE = "cohort-outside"
_BURDEN = "cohort-burden-chart"


def show(session: Session, store: Store) -> None:
    """Draw the page."""
    worklist.keep_missing(session)
    session.cohort.blind = reading.blind_series(session, store)
    cover.say(store, session.cohort.blind)
    names = store.model_names()
    if not names:
        _nothing_yet()
        return
    with_outside = _controls(session, names)
    wanted, listing = session.cohort.conditions(), session.listing
    # Who filters by that category has asked for it.
    with_outside = with_outside or NOT_ASSESSABLE in wanted.categories
    cohort = store.cohort(wanted, with_outside=with_outside, picked=listing.picked)
    if not cohort.counts.n_series and cohort.outside.n_series:
        outside.show(session, store, cohort.outside)
        return
    _say(cohort.counts, wanted.model_name or "")
    _say_outside(cohort.outside, with_outside)
    if not cohort.counts.n_series:
        st.info(sentences.no_series_fits())
        return
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="cohort-risks"):
        _draw(figures.risk_figure(cohort.counts), "cohort-risk-chart")
    with right, st.container(key="cohort-categories"):
        _draw(figures.categories_figure(cohort.counts), "cohort-categories-chart")
    _burden(session, store, cohort)


def _controls(session: Session, names: tuple[str, ...]) -> bool:
    """Which records, by which model; returns whether those outside its reach count too."""
    criteria = session.cohort
    if criteria.model_name is None and session.card and session.card.name in names:
        criteria.model_name = session.card.name
    with st.container(key="cohort-bar", horizontal=True, vertical_alignment="bottom"):
        Filters(session, criteria, where="cohort").show(
            names, model_help=sentences.one_model_at_a_time()
        )
        if not session.has_widget(_OUTSIDE):
            session.set_widget(_OUTSIDE, session.cohort_with_outside)
        session.cohort_with_outside = st.toggle(
            "Count what is not assessable", help=sentences.what_the_switch_does(), key=_OUTSIDE
        )
    return session.cohort_with_outside


def _say(counts: Counts, model_name: str) -> None:
    """What is counted: series, not people; and from how many weights of that name."""
    people = counts.n_subjects
    said = f"{counts.n_series:,} series of {people:,} {'subject' if people == 1 else 'subjects'}"
    parts: list[str] = [f"<b>{said}</b> by {html.escape(model_name)}"]
    if counts.n_weights > 1:
        parts.append(sentences.weights_are_mixed(counts.n_weights))
    review, without = counts.n_need_review, counts.n_without_interval
    parts.append(
        f"{review:,} {'needs' if review == 1 else 'need'} review, "
        f"{without:,} {'has' if without == 1 else 'have'} no interval"
    )
    parts.append(sentences.not_the_truth())
    st.html(f'<p class="ll-words">{" · ".join(parts)}</p>')


def _say_outside(left_out: Outside, with_outside: bool) -> None:
    """How many are not assessable and why, and whether the figures hold them."""
    if not left_out.n_series:
        return
    words = ", ".join(
        f"{reason_words([code])} {count:,}" for code, count in left_out.reasons.most_common()
    )
    said = sentences.not_assessable(left_out.n_series, words, with_outside)
    st.html(f'<p class="ll-outside"><b>{html.escape(said)}</b></p>')


def _burden(session: Session, store: Store, cohort: Cohort) -> None:
    listing = session.listing

    def clicked() -> None:
        picked = clicks.whole(clicks.custom(session.widget(_BURDEN)))
        drawn = (*cohort.cloud.points, *([cohort.picked] if cohort.picked else []))
        if picked is not None and picked in [one.record_id for one in drawn]:
            listing.picked = picked

    record = None
    if cohort.picked is not None:
        try:
            record = store.get(cohort.picked.record_id)
        except UnknownRecordError:
            listing.picked = None
    if cohort.cloud.points or cohort.cloud.cells:
        said = sentences.how_to_read_the_cloud(bool(cohort.cloud.cells))
        st.html(f'<p class="ll-words">{said}</p>')
    figure = figures.burden_figure(cohort)
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
