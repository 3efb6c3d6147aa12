"""Images and outlines that are not there: a button that brings them, or a sentence why none can."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from core.follow_up import FollowUp
from core.worklist import Record, Store
from dashboard.components import sentences as common
from dashboard.screens.follow_up import analysing, places, sentences
from dashboard.screens.follow_up.chosen import Choice
from dashboard.services import reopening
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


def images(
    session: Session,
    store: Store | None,
    result: FollowUp,
    chosen: Choice,
    two: Sequence[int],
    entries: Sequence[Entry | None],
) -> None:
    """Of the scans `two` whose pixels are not in memory."""
    records = {record.series_digest: record for record in chosen.records}
    can: list[str] = []
    cannot: list[str] = []
    for index in two:
        if isinstance(entries[index], OpenSeries):
            continue
        scan = result.scans[index]
        when = places.day_of(scan, index)
        record = records.get(scan.series_key)
        if store is not None and record is not None and reopening.can_open(session, store, record):
            can.append(when)
        else:
            cannot.append(when)
    if cannot:
        _absent(common.images_cannot_be_opened(" and ".join(cannot)))
    if not can or store is None:
        return
    _absent(sentences.images_not_open(" and ".join(can)))
    if st.button(sentences.open_images(len(can)), type="primary", key="follow-up-open-images"):
        reopening.open_records(session, store, _in_order(result, two, records))
        st.rerun()


def outlines(
    session: Session, result: FollowUp, two: Sequence[int], entries: Sequence[Entry | None]
) -> None:
    """Of the scans `two` that are open and have no analysis by the record's model here."""
    missing = [
        (index, opened)
        for index in two
        if isinstance(opened := entries[index], OpenSeries)
        and opened.by(result.scans[index].weights_sha256).analysis is None
    ]
    if not missing:
        return
    whens = " and ".join(places.day_of(result.scans[index], index) for index, _ in missing)
    weights = result.scans[missing[0][0]].weights_sha256
    card = next((card for card in session.cards.values() if card.sha256 == weights), None)
    words = [sentences.no_outlines(whens)]
    if card is not None:
        words.append(sentences.analyse_for_outlines())
    st.html(f'<div class="ll-words">{html.escape(" ".join(words))}</div>')
    if card is not None:
        analysing.offer(session, card, [opened for _, opened in missing])


def _in_order(result: FollowUp, two: Sequence[int], records: dict[str, Record]) -> list[Record]:
    keys = [result.scans[index].series_key for index in two]
    return [records[key] for key in keys if key in records]


def _absent(text: str) -> None:
    st.html(f'<div class="ll-absent"><p>{html.escape(text)}</p></div>')
