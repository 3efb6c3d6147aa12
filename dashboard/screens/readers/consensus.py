"""What the readers say together: by majority, by STAPLE, or by the arbiter."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from core.consensus import ARBITER, MAJORITY, METHODS
from core.consensus.decision import STAPLE, Performance
from core.reading import study_consensus
from core.vocabulary.forms import ABSENT
from core.worklist import Store
from dashboard.screens.readers import sentences
from dashboard.screens.readers.comparing import Compared, SeriesConsensus
from dashboard.screens.readers.view import InView
from dashboard.services.pseudonyms import subject
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session

_METHOD = "readers-method"
_WORDS = {
    MAJORITY: sentences.what_majority_is,
    STAPLE: sentences.what_staple_is,
    ARBITER: sentences.what_an_arbiter_is,
}


def show(session: Session, store: Store, shown: InView, found: Compared | None) -> None:
    """Draw it. A blind reader who has not submitted a series finds nothing of it here."""
    view = session.studying
    st.html('<div class="ll-head">Consensus</div>')
    if session.widget(_METHOD) is None:
        session.set_widget(_METHOD, view.method)
    view.method = (
        st.segmented_control(
            "How it is made",
            list(METHODS),
            format_func=METHODS.__getitem__,
            key=_METHOD,
            label_visibility="collapsed",
            required=True,
        )
        or view.method
    )
    st.html(f'<p class="ll-words">{_WORDS[view.method]()}</p>')
    if found is None:
        return
    st.html(f'<div class="ll-scroll">{_table(shown, found)}</div>')
    if view.method == STAPLE and (text := _performances(shown, found)):
        st.html(f'<p class="ll-words">{text}</p>')
    _begin_with(session, store, shown, found)


def _table(shown: InView, found: Compared) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(subject(one.pseudonym))}</td>{_cells(found, one.series_digest)}</tr>"
        for one in shown.study.series
    )
    head = "".join(
        f"<th>{one}</th>" for one in ("Subject", "Lesions", "Rejected", "Left open", "Open voxels")
    )
    return f'<table class="ll-table"><tr>{head}</tr>{rows}</table>'


def _cells(found: Compared, digest: str) -> str:
    made = found.consensus.get(digest, SeriesConsensus(ABSENT))
    if made.why_not:
        return f'<td colspan="4">{html.escape(made.why_not)}</td>'
    values = (made.n_lesions, made.n_rejected, made.n_open, f"{100 * made.open_share:.1f} %")
    return "".join(f"<td>{value}</td>" for value in values)


def _performances(shown: InView, found: Compared) -> str:
    """Of each reader on the lesions, the mean over the series."""
    by_reader: dict[str, list[Performance]] = {}
    for made in found.consensus.values():
        of_lesions: Mapping[str, Performance] = (made.performance or {}).get("lesions", {})
        for reader, one in of_lesions.items():
            by_reader.setdefault(reader, []).append(one)
    parts = []
    for reader, several in by_reader.items():
        sensitivity = sum(one.sensitivity for one in several) / len(several)
        specificity = sum(one.specificity for one in several) / len(several)
        parts.append(
            f"{shown.name_of(reader)}: sensitivity {sensitivity:.2f}, specificity {specificity:.3f}"
        )
    return (
        f"How each fits the outline of all lesions together. {'; '.join(parts)}." if parts else ""
    )


def _begin_with(session: Session, store: Store, shown: InView, found: Compared) -> None:
    """The arbiter begins a series that they have not begun from what the readers say together."""
    view = session.studying
    if shown.role != ARBITER or view.method == ARBITER:
        return
    made = found.consensus.get(view.series)
    if made is None or made.why_not or shown.version(view.series, shown.me) is not None:
        return
    series = shown.study.one(view.series)
    assert series is not None
    st.button(
        f"Begin {subject(series.pseudonym)} from the {METHODS[view.method]}",
        help=sentences.start_from_the_majority(),
        on_click=_save,
        args=(session, store, shown, view.series, view.method),
    )


def _save(session: Session, store: Store, shown: InView, digest: str, method: str) -> None:
    with attempt(session.notices, Action.STUDY):
        visible = shown.visible[digest]
        made = study_consensus(store, shown.study, digest, method, visible)
        store.save_annotation(digest, shown.me, made.annotation, base=0, study=shown.study.id)
        session.notify(sentences.started_from_the_majority(), about=Action.STUDY)
