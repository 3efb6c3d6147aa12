"""From readings to a better model: the command, and what to read next."""

from __future__ import annotations

import html
import shlex

import streamlit as st

from core.reading import next_to_read
from core.reading.sentences import how_it_is_ranked
from core.vocabulary.forms import ABSENT
from core.vocabulary.patient import headline
from core.worklist import Store
from core.worklist.study import OWNER
from dashboard.screens.readers import sentences
from dashboard.screens.readers.view import InView
from dashboard.services import reading
from dashboard.services.pseudonyms import subject
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session

#: Series proposed at once.
PROPOSED = 5


def show(session: Session, store: Store, shown: InView) -> None:
    """Draw it for who may see what models say of the worklist: a blind reader is not shown it."""
    if shown.study.is_blind and shown.me in shown.study.readers and shown.left_to_read():
        return
    with st.expander("Teach a model"):
        st.html(f'<p class="ll-words">{sentences.what_training_takes()}</p>')
        if st.button("Write the command", key="readers-command"):
            st.code(command(session, shown), language="sh", wrap_lines=True)
    if shown.study.owner == shown.me or shown.role == OWNER:
        with st.expander("What to read next"):
            _next(session, store, shown)


def command(session: Session, shown: InView) -> str:
    """What trains a model on this study, for a shell."""
    parts = ["python", "-m", "core", "train", "--from-annotations", shown.study.name]
    parts += ["--consensus", session.studying.method]
    if session.card is not None:
        parts += ["--start-from", str(session.card.file), "--backbone", session.card.backbone]
    return shlex.join([*parts, "--out", "runs/readers"])


def _next(session: Session, store: Store, shown: InView) -> None:
    read = {one.series_digest for one in shown.study.series}
    proposed = next_to_read(store.list(), read)[:PROPOSED]
    st.html(f'<p class="ll-words">{sentences.what_reading_next_is()} {how_it_is_ranked()}</p>')
    if not proposed:
        st.html('<p class="ll-words">Every series of the worklist is in this study.</p>')
        return
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(cell)}</td>"
            for cell in (
                subject(one.record.pseudonym),
                headline(one.record),
                _number(one.interval_width),
                _number(one.models_differ),
                _number(one.rarity),
                f"{one.score:.2f}",
            )
        )
        + "</tr>"
        for one in proposed
    )
    head = "".join(
        f"<th>{one}</th>"
        for one in ("Subject", "Category", "Interval", "Models differ", "Rarity", "Rank")
    )
    st.html(f'<div class="ll-scroll"><table class="ll-table"><tr>{head}</tr>{rows}</table></div>')
    st.button(
        f"Add {'it' if len(proposed) == 1 else f'these {len(proposed)}'} to the study",
        on_click=_add,
        args=(session, store, shown, [one.record.id for one in proposed]),
    )


def _number(value: float | None) -> str:
    return ABSENT if value is None else f"{value:.2f}"


def _add(session: Session, store: Store, shown: InView, numbers: list[int]) -> None:
    with attempt(session.notices, Action.STUDY):
        series = [reading.study_series_of(store, store.get(number)) for number in numbers]
        store.studies.add_series(shown.study.id, shown.me, series)
        session.notify(sentences.series_added(len(series)), about=Action.STUDY)
