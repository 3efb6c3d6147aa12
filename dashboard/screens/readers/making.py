"""The form for a new study, and choosing series for one."""

from __future__ import annotations

import streamlit as st

from core.worklist import Store, StudySeries
from core.worklist.studies import LONGEST_INSTRUCTIONS, LONGEST_NAME
from core.worklist.study import LABELS
from dashboard.components import series_labels
from dashboard.screens.readers import sentences
from dashboard.services import reading
from dashboard.services.pseudonyms import subject
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session

_NAME, _SERIES, _ASKED = "study-name", "study-series", "study-labels"
_BLIND, _INSTRUCTIONS = "study-blind", "study-instructions"


def show(session: Session, store: Store) -> None:
    """Draw the form."""
    choice = candidates(session, store)
    with st.container(key="readers-making"):
        st.html('<div class="ll-head">New study</div>')
        if not choice:
            st.html(f'<p class="ll-words">{sentences.nothing_to_choose_from()}</p>')
        st.text_input(
            "Name", key=_NAME, max_chars=LONGEST_NAME, placeholder="Small lesions, spring"
        )
        st.multiselect(
            "Series",
            list(choice),
            format_func=lambda digest: choice[digest][0],
            key=_SERIES,
            placeholder="Open here or in the worklist",
        )
        st.text_area(
            "Instructions",
            key=_INSTRUCTIONS,
            max_chars=LONGEST_INSTRUCTIONS,
            placeholder="Outline every lesion of 5 mm or more, name its kind, reject false ones.",
            height=90,
        )
        st.pills(
            "Readers are asked for",
            list(LABELS),
            selection_mode="multi",
            default=list(LABELS),
            format_func=LABELS.__getitem__,
            key=_ASKED,
        )
        st.toggle("Readers work blind", value=True, key=_BLIND, help=sentences.what_blind_means())
        with st.container(horizontal=True):
            st.button(
                "Make the study",
                type="primary",
                disabled=not choice,
                on_click=_make,
                args=(session, store),
            )
            st.button("Cancel", type="tertiary", on_click=_cancel, args=(session,))
        st.html(f'<p class="ll-words">{sentences.who_can_join()}</p>')


def candidates(session: Session, store: Store) -> dict[str, tuple[str, StudySeries]]:
    """Digest -> how it is called, and the series as a study takes it: those open here first, then
    the latest record of every other series of the worklist."""
    found: dict[str, tuple[str, StudySeries]] = {}
    for entry in session.shelf:
        if entry.can_open:
            one = reading.study_series(store, entry)
            day = series_labels.date_text(entry)
            label = f"{subject(one.pseudonym)} · {day} · {one.n_slices} slices · open here"
            found[one.series_digest] = (label, one)
    for record in store.list():
        if record.series_digest not in found:
            day = f"{record.study_date:%Y-%m-%d}" if record.study_date else "no date"
            label = f"{subject(record.pseudonym)} · {day} · {record.n_slices} slices"
            found[record.series_digest] = (label, reading.study_series_of(store, record))
    return found


def _make(session: Session, store: Store) -> None:
    with attempt(session.notices, Action.STUDY):
        choice = candidates(session, store)
        study = store.studies.create(
            session.widget(_NAME) or "",
            reading.person(session),
            [choice[digest][1] for digest in session.widget(_SERIES) or () if digest in choice],
            instructions=session.widget(_INSTRUCTIONS) or "",
            labels=session.widget(_ASKED) or (),
            is_blind=bool(session.widget(_BLIND)),
        )
        session.studying.pick(study.id)
        session.studying.is_making = False


def _cancel(session: Session) -> None:
    session.studying.is_making = False
