"""The Readers page: the study in view, who has read what, and what follows from it."""

from __future__ import annotations

import streamlit as st

from core.worklist import Store, Study
from core.worklist.studies import submitted_by
from core.worklist.study import visible_to
from core.worklist.study_sentences import nobody_known
from dashboard.components import notices, welcome
from dashboard.screens.readers import (
    agreement,
    comparing,
    consensus,
    head,
    history,
    making,
    sentences,
    series_table,
    teaching,
)
from dashboard.screens.readers.view import InView
from dashboard.services import reading
from dashboard.state.session import Session

_PICK = "readers-study"


def show(session: Session, store: Store) -> None:
    """Draw the page."""
    me = reading.person(session)
    if not me:
        st.warning(nobody_known())
    studies = {one.id: one for one in store.studies.list()}
    view = session.studying
    if not studies and not view.is_making:
        _nothing_yet(session, store, disabled=not me)
        return
    if view.study not in studies:
        view.pick(next(iter(studies), ""))
    _choose(session, studies, disabled=not me)
    if view.is_making:
        making.show(session, store)
        return
    study = studies[view.study]
    newest = {f"{one.series_digest} {one.reader}": one for one in store.annotated(study.id)}
    done = submitted_by(newest.values())
    shown = InView(
        study,
        me,
        newest=newest,
        submitted=done,
        visible={
            one.series_digest: visible_to(study, me, done.get(one.series_digest, set()))
            for one in study.series
        },
    )
    head.show(session, store, shown)
    if not shown.role:
        return
    with notices.errors_as_sentences():
        found = comparing.current(session, store, shown)
        series_table.show(session, store, shown, found)
        agreement.show(session, store, shown, found)
        consensus.show(session, store, shown, found)
        teaching.show(session, store, shown)
        history.show(store, shown)


def _choose(session: Session, studies: dict[str, Study], *, disabled: bool) -> None:
    view = session.studying
    with st.container(key="readers-bar", horizontal=True, vertical_alignment="bottom"):
        if studies:
            if session.widget(_PICK) != view.study:
                session.set_widget(_PICK, view.study)
            st.selectbox(
                "Study",
                list(studies),
                format_func=lambda one: studies[one].name,
                key=_PICK,
                on_change=lambda: view.pick(session.widget(_PICK)),
                width=320,
            )
        if not view.is_making:
            st.button("New study", on_click=_make, args=(session,), disabled=disabled)


def _make(session: Session) -> None:
    session.studying.is_making = True


def _nothing_yet(session: Session, store: Store, *, disabled: bool) -> None:
    has_series = bool(store.count()) or any(entry.can_open for entry in session.shelf)
    facts = {
        "Needs": sentences.what_a_study_needs(),
        "Shows": sentences.what_a_study_shows(),
        "Next": sentences.how_to_make_one() if has_series else sentences.nothing_to_choose_from(),
    }
    with st.container(key="welcome"):
        st.html(welcome.guide_html("No study yet", sentences.what_a_study_is(), facts))
        with st.container(key="readers-begin", horizontal=True, horizontal_alignment="center"):
            if not has_series:
                welcome.to_review()
            st.button(
                "New study",
                type="primary" if has_series else "secondary",
                on_click=_make,
                args=(session,),
                disabled=disabled,
            )
