"""What the study is, what the person is in it, and joining it."""

from __future__ import annotations

import html

import streamlit as st

from core.worklist import Store
from core.worklist.study import ARBITER, LABELS, OWNER, READER
from dashboard.screens.readers import sentences
from dashboard.screens.readers.view import InView
from dashboard.security.settings import current
from dashboard.services import reading
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session


def show(session: Session, store: Store, shown: InView) -> None:
    """Draw it."""
    study = shown.study
    with st.container(key="readers-head"):
        st.html(_facts(shown))
        if study.instructions:
            told = html.escape(study.instructions).replace("\n", "<br>")
            st.html(f'<div class="ll-instructions">{told}</div>')
        with st.container(horizontal=True, vertical_alignment="center"):
            if not shown.reads:
                _join(session, store, shown)
            if study.owner == shown.me:
                _owner(session, store, shown)
        if not shown.role:
            st.html(f'<p class="ll-words">{sentences.join_to_see()}</p>')
        elif current().sign_in is None:
            st.html(f'<p class="ll-words">{sentences.who_you_are_signed_out()}</p>')


def _facts(shown: InView) -> str:
    study, n = shown.study, len(shown.study.readers)
    mine = {READER: study.name_of(shown.me), ARBITER: "the arbiter", OWNER: "the owner"}
    parts = [
        f"You are <b>{html.escape(mine[shown.role])}</b>" if shown.role else "You have no role",
        "read blind" if study.is_blind else "not blind",
        f"{len(study.series)} series",
        f"{n} {'reader' if n == 1 else 'readers'}",
        "an arbiter" if study.arbiter else "no arbiter",
        "asked for: " + ", ".join(LABELS[one].lower() for one in study.labels),
    ]
    if not study.is_open:
        parts.append("closed to others")
    return f'<p class="ll-words ll-study">{" · ".join(parts)}</p>'


def _join(session: Session, store: Store, shown: InView) -> None:
    study = shown.study
    closed = not study.is_open or not shown.me
    st.button(
        "Join as a reader",
        type="primary",
        disabled=closed,
        on_click=_take_role,
        args=(session, store, study.id, READER),
    )
    st.button(
        "Join as the arbiter",
        disabled=closed or study.arbiter is not None,
        help="It has one." if study.arbiter else None,
        on_click=_take_role,
        args=(session, store, study.id, ARBITER),
    )


def _take_role(session: Session, store: Store, study: str, role: str) -> None:
    with attempt(session.notices, Action.STUDY):
        store.studies.join(study, reading.person(session), role)
        session.studying.forget()
        reading.attach_all(session)


def _owner(session: Session, store: Store, shown: InView) -> None:
    study = shown.study
    st.button(
        "Close to others" if study.is_open else "Open to others",
        on_click=_open,
        args=(session, store, study.id, not study.is_open),
    )
    with st.popover("Delete"):
        st.markdown(sentences.what_deleting_does())
        st.button(
            "Delete for good",
            key="study-delete",
            on_click=_delete,
            args=(session, store, study.id),
        )


def _open(session: Session, store: Store, study: str, is_open: bool) -> None:
    with attempt(session.notices, Action.STUDY):
        store.studies.open_to_join(study, reading.person(session), is_open)


def _delete(session: Session, store: Store, study: str) -> None:
    with attempt(session.notices, Action.STUDY):
        store.studies.delete(study, reading.person(session))
        session.studying.pick("")
        reading.attach_all(session)
