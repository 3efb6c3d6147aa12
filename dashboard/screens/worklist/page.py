"""The Worklist page: the queue, the list with its filters, and the record that was clicked."""

from __future__ import annotations

import streamlit as st

from core.errors import UnknownRecordError
from core.worklist import Record, Store, records_csv, records_json
from dashboard.components import welcome
from dashboard.components.records import details, filters, rows
from dashboard.components.sortable_table.table import Order, sortable_table
from dashboard.screens.worklist import queue_panel
from dashboard.services import models, worklist
from dashboard.state.session import Session
from dashboard.state.worklist_view import ROWS, Listing


def show(session: Session, store: Store) -> None:
    """Draw the page."""
    worklist.keep_missing(session)
    queue_panel.show(session, store, session.card)
    listing = session.listing
    if store.count() == 0:
        _nothing_yet(store)
        return
    filters.show(session, store, listing)
    count = store.count(listing.conditions())
    listing.fit(count)
    found = store.list(listing.wanted())
    record = _picked(store, listing)
    _bar(store, listing, count, len(found))
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
        st.html('<p class="ll-words">No record fits these filters.</p>')
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
        picked = next(iter(click.selected), None)
        if listing.hear(picked, click.order.sort, click.order.falling, click.at):
            st.rerun()


def _bar(store: Store, listing: Listing, count: int, shown: int) -> None:
    """How many, the pages, and the way out for all that fit."""
    with st.container(key="worklist-bar", horizontal=True, vertical_alignment="center"):
        first = listing.page * ROWS + 1
        span = f"{first}–{first + shown - 1} of {count:,}" if count > ROWS else f"{count:,}"
        of_all = f" of {store.count():,}" if listing.is_filtered else ""
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
            st.download_button(
                f"Export {kind}",
                # Called when the button is pressed, not before: thousands of records take time.
                lambda make=make: make(store.list(listing.conditions())),
                file_name=f"liverlens-worklist.{kind.lower()}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                disabled=not count,
            )


def _turn(listing: Listing, by: int) -> None:
    listing.page += by


def _picked(store: Store, listing: Listing) -> Record | None:
    if listing.picked is None:
        return None
    try:
        return store.get(listing.picked)
    except UnknownRecordError:
        # Deleted elsewhere meanwhile.
        listing.picked = None
        return None


def _nothing_yet(store: Store) -> None:
    with st.container(key="welcome"):
        st.html(
            '<div class="ll-welcome"><h1>The worklist is empty</h1>'
            "<p>Every analysis that finishes is listed here under a pseudonym: scores, "
            "measurements and cautions, no name and no image. Analyse a series on the Review "
            "page, or queue many above.</p></div>"
        )
        welcome.to_review()
        st.html(f'<div class="ll-welcome ll-or"><p>Kept in {store.place}</p></div>')


def cannot_open() -> None:
    """The store can't be used: why, and a way to try again. The other pages go on."""
    st.error(worklist.why_not())
    st.markdown("Opening and analysing series works as before; what is found is not kept.")
    st.button("Try again", on_click=models.try_worklist_again)
