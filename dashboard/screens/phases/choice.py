"""Which series of the study are compared, and in which of them the outlines are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.cautions import Reach
from core.models import ModelCard
from core.pipeline import Analysis
from core.study import (
    MOST_SERIES,
    Guess,
    Member,
    Seen,
    choose,
    guess_phases,
    in_order,
    same_study,
    verdict_words,
)
from dashboard.components import series_labels
from dashboard.screens.phases import sentences
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


@dataclass(frozen=True)
class Chosen:
    """What is compared."""

    #: In the order of time.
    entries: tuple[Entry, ...]
    #: The one that the model outlines.
    reference: Entry


def of_study(session: Session, opened: OpenSeries) -> list[Entry]:
    """The series of its study on the shelf that may be shown, in the order of time."""
    found = {
        entry.uid: entry
        for entry in session.shelf
        if entry is opened or same_study(entry.tags, opened.tags)
    }
    blind = [one for one in found.values() if isinstance(one, OpenSeries) and one.hides_model]
    if blind:
        st.html(f'<p class="ll-words">{sentences.read_blind_left_out(len(blind))}</p>')
    members = in_order([member_of(one) for one in found.values() if one not in blind])
    return [found[one.uid] for one in members]


def member_of(entry: Entry) -> Member:
    """A series by its headers."""
    thickness = entry.tags.slice_thickness_mm or entry.spacing_mm[0]
    return Member(entry.uid, entry.tags, entry.n_slices, thickness)


def show(entries: list[Entry], card: ModelCard) -> Chosen | None:
    """Draw the two choices; None until there are two series."""
    by_uid = {entry.uid: entry for entry in entries}
    usual = [one.uid for one in choose([member_of(one) for one in entries])]
    study = entries[0].tags.study_uid
    picked = usual
    if len(entries) > 2:
        picked = st.pills(
            "Series",
            list(by_uid),
            selection_mode="multi",
            default=usual,
            format_func=lambda uid: name_of(by_uid[uid]),
            key=f"phases-series-{study}-{len(entries)}",
        )
    if not 2 <= len(picked) <= MOST_SERIES:
        st.info(sentences.pick_series(MOST_SERIES))
        return None
    # In the order of time, whatever order they were picked in.
    chosen = [entry for entry in entries if entry.uid in picked]
    first = _usual_reference(chosen, card)
    uids = [entry.uid for entry in chosen]
    reference = st.selectbox(
        "Outlines from",
        uids,
        index=uids.index(first.uid),
        format_func=lambda uid: name_of(by_uid[uid]),
        key=f"phases-reference-{'-'.join(uids)}",
        help="The one series that the model analyses; choose the phase that it was made for.",
        width=420,
    )
    return Chosen(tuple(chosen), by_uid[reference])


def said(entries: Iterable[Entry]) -> dict[str, str]:
    """Series UID -> the phase that the person said; without those of which nothing was said."""
    return {one.uid: one.place.phase_said for one in entries if one.place.phase_said}


def header_guesses(entries: Sequence[Entry]) -> Mapping[str, Guess]:
    """Of series that were not measured."""
    return guess_phases([Seen(entry.uid, entry.tags) for entry in entries], said(entries))


def measured_guess(opened: OpenSeries, card: ModelCard | None) -> Guess:
    """Of a series that is alone, with its levels where it was analysed."""
    analysis = opened.shown(card)
    levels = None if analysis is None else analysis.phase
    return guess_phases([Seen(opened.uid, opened.tags, levels)], said([opened]))[opened.uid]


def why_no_verdict(analysis: Analysis, guess: Guess) -> str:
    """Why the analysed series has no verdict by its phase; "" where it has one."""
    return verdict_words(guess, True, analysis.reach.phases) or ""


def name_of(entry: Entry) -> str:
    """What a series is called."""
    return series_labels.description(entry)


def _usual_reference(entries: list[Entry], card: ModelCard) -> Entry:
    """Of the phase that the model was measured in; of several, one that was analysed already."""
    guesses = header_guesses(entries)
    phases = Reach.from_card(card.card).phases

    def rank(entry: Entry) -> tuple[bool, bool, bool]:
        phase = guesses[entry.uid].phase
        analysed = isinstance(entry, OpenSeries) and entry.shown(card) is not None
        return (phase not in phases, not analysed, bool(phase))

    return min(entries, key=rank)
