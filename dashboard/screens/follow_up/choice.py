"""Choose the scans: a patient of the worklist and their scans, or two series that are open."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import FollowUpError
from core.follow_up import choose_records
from core.worklist import Store
from dashboard.components import series_labels
from dashboard.screens.follow_up import before, sentences, sources
from dashboard.screens.follow_up.chosen import Choice
from dashboard.services import pseudonyms, reopening
from dashboard.state.session import Session
from dashboard.state.shelf import Entry

#: In place of a pseudonym.
OPEN_SERIES = "open"
_PATIENT, _RECORDS = "follow-up-patient", "follow-up-records"
_EARLIER, _LATER = "follow-up-earlier", "follow-up-later"


@dataclass(frozen=True)
class Offer:
    """What there is to choose from."""

    #: Pseudonym, or `OPEN_SERIES` -> how a person reads it; empty where nothing can be compared.
    texts: dict[str, str]
    #: Chosen to begin with.
    first: str | None


def offer(session: Session, store: Store | None) -> Offer:
    """Patients of several scans, and the series that are open.

    Raises:
        StoreError: the worklist can't be read.
    """
    known = sources.people(session, store) if store is not None else sources.People((), None)
    texts = {patient.pseudonym: sources.patient_text(patient) for patient in known.patients}
    if len(_can_open(session)) > 1:
        # No number in it: the browser identifies a choice by its words, and would lose it.
        texts[OPEN_SERIES] = "Two of the series that are open"
    return Offer(texts, known.first or next(iter(texts), None))


def show(session: Session, store: Store | None, offered: Offer) -> Choice | None:
    """Draw the choice; None while it is not made, and the page then says what is missing.

    Raises:
        StoreError: the worklist can't be read.
        FollowUpError: a record lacks what matching needs.
    """
    keys = list(offered.texts)
    wanted, session.follow_up_patient = session.follow_up_patient, ""
    if wanted not in keys:
        now = session.widget(_PATIENT)
        wanted = now if now in keys else offered.first or keys[0]
    session.set_widget(_PATIENT, wanted)
    with st.container(key="follow-up-bar", horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox(
            "Patient",
            keys,
            format_func=lambda key: offered.texts[key],
            key=_PATIENT,
            width=390,
        )
        if who != OPEN_SERIES and store is not None:
            return _of_patient(session, store, who)
        two, same = _pick_two(session, _can_open(session))
    return _two_open(session, two, same_patient=same)


def _can_open(session: Session) -> list[Entry]:
    return [entry for entry in session.shelf if entry.can_open]


def _of_patient(session: Session, store: Store, patient: str) -> Choice | None:
    found = sources.records_of(session, store, patient)
    by_id = {record.id: record for record in found}
    first = [record.id for record in choose_records(found)]
    picked = st.multiselect(
        "Scans",
        list(by_id),
        default=first,
        format_func=lambda number: sources.record_text(by_id[number]),
        key=f"{_RECORDS}-{patient}",
        help="One a day to begin with, by the model that saw the most of them.",
    )
    if len(picked) < 2:
        st.info(sentences.pick_two_scans())
        return None
    chosen = [by_id[number] for number in picked]
    days = [record.study_date for record in chosen]
    order_given = None in days or len(set(days)) < len(days)
    if order_given:
        # The files don't say it: the order of picking counts, and the page says so.
        st.html(
            f'<div class="ll-words"><em class="ll-amber">{sentences.pick_in_order()}</em></div>'
        )
    else:
        chosen.sort(key=lambda record: str(record.study_date))
    return Choice(
        tuple(sources.scan_of(session, record) for record in chosen),
        tuple(reopening.entry_of(session, record) for record in chosen),
        order_given,
        records=tuple(chosen),
    )


def _pick_two(session: Session, entries: list[Entry]) -> tuple[tuple[Entry, Entry], bool]:
    """The earlier and the later series, and whether the person says that they are of one
    patient."""
    by_key = {entry.key: entry for entry in sorted(entries, key=lambda e: e.tags.study_date)}
    keys = list(by_key)

    def text(key: str) -> str:
        entry = by_key[key]
        who = pseudonyms.person(entry.tags, entry.uid, session.show_names)
        return f"{series_labels.date_text(entry)} · {series_labels.description(entry)} · {who}"

    earlier = by_key[st.selectbox("Earlier", keys, format_func=text, key=_EARLIER)]
    later = by_key[st.selectbox("Later", keys, index=1, format_func=text, key=_LATER)]
    same = st.checkbox(
        "One patient, whatever the headers say", key="follow-up-same", help="You know that they are"
    )
    return (earlier, later), same


def _two_open(session: Session, two: tuple[Entry, Entry], *, same_patient: bool) -> Choice | None:
    card = session.card
    if card is None:
        raise FollowUpError(sentences.no_model())
    # Known from the headers: nobody waits for two analyses to be told then.
    why_not = sources.why_not(two, same_patient=same_patient)
    scans = [scan for one in two if (scan := sources.scan_of_entry(one, card)) is not None]
    if why_not is not None or len(scans) < 2:
        before.show(session, card, two, why_not)
        return None
    return Choice(tuple(scans), two, order_given=True, same_patient=same_patient)
