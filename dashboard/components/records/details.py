"""One record beside the list: what was found, why to doubt it, and what to do with it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import UnknownRecordError
from core.labels import SLICE_CLASSES
from core.measurements import in_plane
from core.vocabulary.patient import (
    BURDEN,
    LESION_VOLUME,
    LIVER_VOLUME,
    P_CLASS,
    VERDICT,
    headline,
    liver_text,
)
from core.vocabulary.signal import (
    every_line,
    lesion_columns,
    measurement_columns,
)
from core.worklist import Record, Store, keeps_outlines, records_json
from dashboard import navigation
from dashboard.components import cautions, download, outside, scores, sentences
from dashboard.components.records.rows import burden_text
from dashboard.services import reopening, visits
from dashboard.services.pseudonyms import subject
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session
from dashboard.state.worklist_view import Listing


def show(session: Session, store: Store, listing: Listing, record: Record) -> None:
    """Draw the panel of `record`."""
    with st.container(key="worklist-details"):
        st.html(_head(record))
        _actions(session, store, listing, record)
        st.html(_facts(record))
        st.html(cautions.as_html(record.cautions) or '<p class="ll-words">No cautions.</p>')
        st.html(_lesions(record) + _measurements(record))
        st.html(_origin(record))


def _head(record: Record) -> str:
    colour = cautions.record_colour(record)
    name = headline(record)
    date = f"{record.study_date:%Y-%m-%d}" if record.study_date else "no study date"
    who = f"{subject(record.pseudonym)} · {date} · {record.modality} · {record.n_slices} slices"
    probabilities = [P_CLASS[name].value(record) for name in SLICE_CLASSES]
    interval = record.interval
    ranges = [interval[name] for name in SLICE_CLASSES] if interval else None
    review = (
        f'<p class="ll-amber">Needs review: {html.escape(record.review_reason)}</p>'
        if record.needs_review
        else ""
    )
    return (
        f'<div class="ll-record"><p>{html.escape(who)}</p>'
        f'<h2 style="color:{colour}">{html.escape(name)}</h2>'
        f"{outside.why(record)}{scores.chips(probabilities, ranges, of=P_CLASS)}"
        f"{outside.mark(record)}{_correction(record)}{review}</div>"
    )


def _correction(record: Record) -> str:
    """HTML: that a reader corrected the outlines, with the model's own figures; "" where none."""
    if record.own is None:
        return ""
    own = record.own
    said = sentences.record_is_corrected(
        own["headline"], VERDICT.text(own), len(own["lesions"]), liver_text(own)
    )
    return f'<p class="ll-correction">{html.escape(said)}</p>'


def _actions(session: Session, store: Store, listing: Listing, record: Record) -> None:
    with st.container(horizontal=True, key="worklist-actions"):
        entry = reopening.entry_of(session, record)
        origin = None if entry else reopening.origin_on_server(store, record)
        if st.button(
            "Open in Review",
            type="primary",
            disabled=entry is None and origin is None,
            help=sentences.what_opening_shows(keeps_outlines())
            if entry or origin
            else sentences.images_are_not_kept(),
        ):
            reopening.open_record(session, record, entry, origin)
            st.switch_page(navigation.page("review"))
        seen = visits.of_patient(session, store, record)
        if st.button(
            "Compare over time",
            disabled=len(seen) < 2,
            help=sentences.only_one_examination()
            if len(seen) < 2
            else sentences.what_comparing_shows(),
        ):
            visits.compare(session, store, seen)
            st.switch_page(navigation.page("follow_up"))
        is_new = record.status == "new"
        st.button(
            "Mark reviewed" if is_new else "Mark new",
            on_click=_mark,
            args=(session, store, record, "reviewed" if is_new else "new"),
        )
        download.button(
            "JSON",
            records_json([record]),
            f"liverlens-record-{record.id}.json",
            "application/json",
            of=None,
        )
        with st.popover("Delete"):
            st.markdown(sentences.what_deleting_does())
            st.button(
                "Delete for good",
                key="worklist-delete",
                on_click=_delete,
                args=(session, store, listing, record),
            )
        st.button("Close", type="tertiary", on_click=_close, args=(listing,))
    closed = visits.without_images(session, store, seen) if len(seen) > 1 else []
    if closed:
        when = " and ".join(str(one.study_date or f"record {one.id}") for one in closed)
        st.html(f'<p class="ll-words">{sentences.images_cannot_be_opened(when)}</p>')


def _mark(session: Session, store: Store, record: Record, status: str) -> None:
    with attempt(session.notices, Action.CHANGE_RECORD):
        store.mark(record.number, status)


def _delete(session: Session, store: Store, listing: Listing, record: Record) -> None:
    with attempt(session.notices, Action.CHANGE_RECORD):
        try:
            store.delete(record.number)
        except UnknownRecordError:
            session.notify(sentences.already_deleted(), about=Action.CHANGE_RECORD)
        listing.picked = None


def _close(listing: Listing) -> None:
    listing.picked = None


def _facts(record: Record) -> str:
    rows = [
        ("Rule", record.method),
        *([] if record.interval else [("Interval", "none computed")]),
        (LIVER_VOLUME.title, LIVER_VOLUME.with_unit(record)),
        (BURDEN.title, f"{burden_text(record)} ({LESION_VOLUME.with_unit(record)})"),
    ]
    return _table(rows)


def _lesions(record: Record) -> str:
    if not record.lesions:
        return '<div class="ll-head">Lesions</div><p class="ll-words">None was outlined.</p>'
    return '<div class="ll-head">Lesions</div>' + lesions_table(record.lesions, record.unit)


def lesions_table(lesions: Sequence[Mapping[str, object]], unit: str) -> str:
    """HTML: one row per lesion; under the pointer everything that is kept of it."""
    columns = lesion_columns(unit)
    head = "".join(
        f'<th title="{html.escape(column.meaning)}">{html.escape(column.heading)}</th>'
        for column in columns
    )
    rows = "".join(
        f'<tr title="{html.escape(every_line(lesion, unit))}">'
        + "".join(f"<td>{html.escape(column.text(lesion))}</td>" for column in columns)
        + "</tr>"
        for lesion in lesions
    )
    return f'<table class="ll-table"><tr>{head}</tr>{rows}</table>'


def _measurements(record: Record) -> str:
    """HTML: one row for each of what readers measured in the series; nothing where there is
    none."""
    if not record.measurements:
        return ""
    columns = measurement_columns(record.unit)
    shown = in_plane(record.measurements, record.plane)
    rows = [[column.text(one) for column in columns] for one in shown]
    head = "".join(
        f'<th title="{html.escape(column.meaning)}">{html.escape(column.heading)}</th>'
        for column in columns
    )
    table = _table(rows, head)
    return f'<div class="ll-head">Measurements</div><div class="ll-measured">{table}</div>'


def _origin(record: Record) -> str:
    added = f"{record.created_at:%Y-%m-%d %H:%M} UTC" if record.created_at else ""
    seconds = f", {record.seconds['total']:.0f} s" if "total" in record.seconds else ""
    rows = [
        ("Model", f"{record.model_name} ({record.weights_sha256[:12]})"),
        ("Analysed", f"{added}{seconds}, LiverLens {record.version}"),
        ("Pseudonym", record.pseudonym),
        ("Record", f"{record.id}"),
    ]
    return '<div class="ll-head">Origin</div>' + _table(rows)


def _table(rows: Sequence[Sequence[str]], head: str = "") -> str:
    first = f"<tr>{head}</tr>" if head else ""
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>" for cells in rows
    )
    return f'<table class="ll-table">{first}{body}</table>'
