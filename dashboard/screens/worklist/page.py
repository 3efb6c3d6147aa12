"""The Worklist page: the queue, the list with its filters, and the record that was clicked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.errors import UnknownRecordError
from core.worklist import Record, Store, records_csv, records_json
from dashboard.components import download, welcome
from dashboard.components.read_blind import cover
from dashboard.components.records import details, rows
from dashboard.components.records.filters import Filters
from dashboard.components.sortable_table.table import Order, sortable_table
from dashboard.screens.worklist import queue_panel, sentences
from dashboard.services import reading, worklist
from dashboard.state.session import Session
from dashboard.state.worklist_view import ROWS, Listing


def show(session: Session, store: Store) -> None:
    """Draw the page."""
    worklist.keep_missing(session)
    queue_panel.show(session, store, session.card)
    listing = session.listing
    listing.blind = reading.blind_series(session, store)
    cover.say(store, listing.blind)
    every = store.count(listing.everything())
    if every == 0:
        _nothing_yet(store)
        return
    with st.container(key="worklist-filters", horizontal=True, vertical_alignment="bottom"):
        Filters(session, listing, where="worklist").show(store.model_names())
    count = store.count(listing.conditions()) if listing.is_filtered else every
    listing.fit(count)
    found = store.list(listing.wanted())
    record = _picked(store, listing)
    _bar(store, listing, count, every, len(found))
    if record is None:
        _table(found, listing)
        return
    left, right = st.columns([2.1, 1], gap="medium")
    with left:
        _table(found, listing)
    with right:
        details.show(session, store, listing, record)


def _table(found: list[Record], listing: Listing) -> None:
    if not found:
        st.html(f'<p class="ll-words">{sentences.no_record_fits()}</p>')
        return
    with st.container(key="worklist-table"):
        click = sortable_table(
            rows.COLUMNS,
            [rows.row(record) for record in found],
            key="worklist-records",
            selected=[] if listing.picked is None else [listing.picked],
            order=Order(listing.sort, listing.falling),
        )
        if click is None:
            return
        # The ids of these rows are the records' numbers.
        picked = next((one for one in click.selected if isinstance(one, int)), None)
        if listing.hear(picked, click.order.sort, click.order.falling, click.at):
            st.rerun()


def _bar(store: Store, listing: Listing, count: int, every: int, shown: int) -> None:
    """How many, which page, and the export of all that fit."""
    with st.container(key="worklist-bar", horizontal=True, vertical_alignment="center"):
        first = listing.page * ROWS + 1
        span = f"{first:,}–{first + shown - 1:,} of {count:,}" if count > ROWS else f"{count:,}"
        of_all = f" of {every:,}" if listing.is_filtered else ""
        noun = "record" if count == 1 else "records"
        st.html(f'<span class="ll-words"><b>{span} {noun}{of_all}</b></span>', width="content")
        if count > ROWS:
            last = (count - 1) // ROWS
            st.button("Previous", disabled=not listing.page, on_click=_turn, args=(listing, -1))
            st.button("Next", disabled=listing.page >= last, on_click=_turn, args=(listing, 1))
        st.html('<span class="ll-spring"></span>')
        for kind, make, mime in (
            ("CSV", records_csv, "text/csv"),
            ("JSON", records_json, "application/json"),
        ):
            download.button(
                f"Export {kind}",
                # Called when the button is pressed, not before: thousands of records take time.
                partial(_made, make, store, listing),
                f"liverlens-worklist.{kind.lower()}",
                mime,
                of=None,
                disabled=not count,
            )


def _made(make: Callable[[list[Record]], str], store: Store, listing: Listing) -> str:
    return make(store.list(listing.conditions()))


def _turn(listing: Listing, by: int) -> None:
    listing.page += by


def _picked(store: Store, listing: Listing) -> Record | None:
    if listing.picked is None:
        return None
    try:
        record = store.get(listing.picked)
        return None if record.series_digest in listing.blind else record
    except UnknownRecordError:
        # Deleted elsewhere in the meantime.
        listing.picked = None
        return None


def _nothing_yet(store: Store) -> None:
    with st.container(key="welcome"):
        st.html(welcome.words_html("The worklist is empty", sentences.what_comes_here()))
        welcome.to_review()
        st.html(f'<div class="ll-welcome ll-or"><p>Kept in {store.place}</p></div>')
