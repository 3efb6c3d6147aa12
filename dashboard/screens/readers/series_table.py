"""The series of the study: who has read which, and the one that was picked."""

from __future__ import annotations

import streamlit as st

from core.vocabulary.forms import ABSENT
from core.worklist import Store, StudySeries
from dashboard import navigation
from dashboard.components.sortable_table.table import Cell, Column, Row, sortable_table
from dashboard.screens.readers import sentences
from dashboard.screens.readers.comparing import Compared
from dashboard.screens.readers.view import InView
from dashboard.services import reading
from dashboard.services.pseudonyms import subject
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session


def show(session: Session, store: Store, shown: InView, found: Compared | None) -> None:
    """Draw the table, and what can be done with the picked series."""
    view, study = session.studying, shown.study
    if study.one(view.series) is None:
        # The next one to read, so that a reader has it under the hand.
        view.series = next(
            (
                one.series_digest
                for one in study.series
                if not shown.has_submitted(one.series_digest, shown.me)
            ),
            study.series[0].series_digest if study.series else "",
        )
    st.html(f'<div class="ll-head">Series {_left(shown)}</div>')
    click = sortable_table(
        _columns(shown),
        [_row(one, shown, found) for one in study.series],
        key="readers-series",
        selected=[view.series],
    )
    if click is not None and click.at != view.heard_series:
        view.heard_series = click.at
        picked = next((one for one in click.selected if isinstance(one, str)), view.series)
        if picked != view.series:
            view.series = picked
            st.rerun()
    if (series := study.one(view.series)) is not None:
        _actions(session, store, shown, series)


def _left(shown: InView) -> str:
    if not shown.reads:
        return ""
    left = shown.left_to_read()
    return f"<span>{left} of {len(shown.study.series)} left for you</span>"


def _people(shown: InView) -> list[str]:
    study = shown.study
    return [*study.readers, *([study.arbiter] if study.arbiter else [])]


def _columns(shown: InView) -> list[Column]:
    return [
        Column("Subject", "The pseudonym of the patient; no name is kept", sort="subject"),
        Column("Slices", "How many", sort="slices", rising=True),
        *(Column(shown.name_of(one), f"How far {shown.name_of(one)} is") for one in _people(shown)),
        Column("Lesion Dice", "Of pairs of readers, the mean; sort by it", sort="dice"),
        Column("Differ", "Places and slices on which readers differ; sort by it", sort="differ"),
    ]


def _row(one: StudySeries, shown: InView, found: Compared | None) -> Row:
    digest = one.series_digest
    agreement = found.readings.series.get(digest) if found is not None else None
    dice = (
        [pair.dice for pair in agreement.lesion_pairs if pair.dice is not None] if agreement else []
    )
    mean = sum(dice) / len(dice) if dice else None
    differ = len(agreement.disagreements) if agreement else None
    return Row(
        digest,
        (
            Cell(subject(one.pseudonym), value=one.pseudonym),
            Cell(f"{one.n_slices}", value=one.n_slices),
            *(_progress(shown, digest, person) for person in _people(shown)),
            Cell(ABSENT if mean is None else f"{mean:.2f}", value=mean),
            Cell(ABSENT if differ is None else f"{differ}", value=differ),
        ),
    )


def _progress(shown: InView, digest: str, person: str) -> Cell:
    version = shown.version(digest, person)
    if version is None:
        return Cell("not begun", tone="quiet")
    when = f"version {version.version}, {version.created_at:%Y-%m-%d %H:%M} UTC"
    if version.is_submitted:
        return Cell("✓ submitted", spoken="submitted", hint=when)
    return Cell("begun", hint=when, tone="new")


def _actions(session: Session, store: Store, shown: InView, series: StudySeries) -> None:
    digest = series.series_digest
    done = shown.has_submitted(digest, shown.me)
    is_there = (
        reading.entry_of(session, store, series) is not None
        or reading.origin_on_server(store, series) is not None
    )
    with st.container(key="readers-actions", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<span class="ll-words"><b>{subject(series.pseudonym)}</b></span>', width="content"
        )
        can_read = shown.reads and not done
        if st.button(
            "Open to read" if can_read else "Open in Review",
            type="primary" if can_read else "secondary",
            disabled=not is_there,
            help=None if is_there else sentences.series_is_gone(),
        ):
            reading.open_series(session, store, shown.study, series)
            st.switch_page(navigation.page("review"))
        if can_read:
            st.button(
                "Submit my reading",
                help=sentences.what_submitting_does(shown.study.is_blind),
                on_click=_submit,
                args=(session, store, shown, series),
            )
    if not is_there:
        st.html(f'<p class="ll-words ll-amber">{sentences.series_is_gone()}</p>')
    elif can_read and shown.version(digest, shown.me) is None:
        st.html(f'<p class="ll-words">{sentences.nothing_outlined_yet()}</p>')


def _submit(session: Session, store: Store, shown: InView, series: StudySeries) -> None:
    with attempt(session.notices, Action.STUDY):
        reading.submit(session, store, shown.study, series)
        session.studying.series = ""
        said = sentences.submitted(shown.left_to_read() - 1)
        session.notify(said, about=Action.STUDY)
