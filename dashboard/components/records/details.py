"""One record beside the list: what was found, why to doubt it, and what to do with it."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from core.errors import UnknownRecordError
from core.labels import COLOURS, DISPLAY_NAMES, SLICE_CLASSES
from core.worklist import Record, Store, records_json
from dashboard import navigation
from dashboard.components import cautions, download, scores, sentences
from dashboard.components.records.rows import UNDECIDED, burden_text
from dashboard.services import reopening
from dashboard.services.pseudonyms import subject
from dashboard.state import loading
from dashboard.state.notice import Action, attempt
from dashboard.state.session import Session
from dashboard.state.worklist_view import Listing


def show(session: Session, store: Store, listing: Listing, record: Record) -> None:
    """Draw the panel of `record`."""
    with st.container(key="worklist-details"):
        st.html(_head(record))
        _actions(session, store, listing, record)
        st.html(_facts(record))
        doubts = map(cautions.Doubt, record.caution_severities, record.cautions)
        st.html(cautions.as_html(doubts) or '<p class="ll-words">No cautions.</p>')
        st.html(_lesions(record))
        st.html(_origin(record))


def _head(record: Record) -> str:
    colour = COLOURS.get(record.category, UNDECIDED)
    name = DISPLAY_NAMES.get(record.category, record.category.capitalize())
    date = f"{record.study_date:%Y-%m-%d}" if record.study_date else "no study date"
    who = f"{subject(record.pseudonym)} · {date} · {record.n_slices} slices"
    review = (
        f'<p class="ll-amber">Needs review: {html.escape(record.review_reason)}</p>'
        if record.needs_review
        else ""
    )
    return (
        f'<div class="ll-record"><p>{html.escape(who)}</p>'
        f'<h2 style="color:{colour}">{html.escape(name)}</h2>'
        f"{scores.chips([getattr(record, f'p_{name}') for name in SLICE_CLASSES])}{review}</div>"
    )


def _actions(session: Session, store: Store, listing: Listing, record: Record) -> None:
    with st.container(horizontal=True, key="worklist-actions"):
        entry = reopening.entry_of(session, record)
        path = None if entry else reopening.path_on_server(store, record)
        if st.button(
            "Open in Review",
            type="primary",
            disabled=entry is None and path is None,
            help=None if entry or path else sentences.images_are_not_kept(),
        ):
            if entry is not None:
                session.select(entry.key)
            elif path is not None:
                loading.ask_for_server_path(session, path)
            st.switch_page(navigation.page("review"))
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


def _mark(session: Session, store: Store, record: Record, status: str) -> None:
    with attempt(session.notices, Action.CHANGE_RECORD):
        store.mark(record.id, status)


def _delete(session: Session, store: Store, listing: Listing, record: Record) -> None:
    with attempt(session.notices, Action.CHANGE_RECORD):
        try:
            store.delete(record.id)
        except UnknownRecordError:
            session.notify(sentences.already_deleted(), about=Action.CHANGE_RECORD)
        listing.picked = None


def _close(listing: Listing) -> None:
    listing.picked = None


def _facts(record: Record) -> str:
    rows = [(f"p({name})", _probability(record, name)) for name in SLICE_CLASSES]
    rows += [
        ("Rule", record.method),
        ("Liver", f"{record.liver_ml:,.0f} mL"),
        ("Lesion burden", f"{burden_text(record)} ({record.lesion_ml:,.1f} mL)"),
    ]
    return _table([], rows)


def _probability(record: Record, name: str) -> str:
    text = f"{getattr(record, f'p_{name}'):.2f}"
    if not record.interval or name not in record.interval:
        return f"{text} (no interval computed)" if name == "malignant" else text
    low, high = record.interval[name]
    return f"{text}, between {low:.2f} and {high:.2f}"


def _lesions(record: Record) -> str:
    if not record.lesions:
        return '<div class="ll-head">Lesions</div><p class="ll-words">None was outlined.</p>'
    rows = [
        (
            f"{one['id']}",
            one["label"],
            f"{one['volume_ml']:.1f}",
            _size(one),
            _number(one, "mean_hu", ".0f"),
            _slices(one),
        )
        for one in record.lesions
    ]
    return '<div class="ll-head">Lesions</div>' + _table(
        ("#", "Looks", "mL", "mm", "HU", "Slices"), rows
    )


def _size(lesion: dict) -> str:
    long, short = _number(lesion, "diameter_mm", ".0f"), _number(lesion, "short_axis_mm", ".0f")
    return f"{long} × {short}" if short != "–" else long


def _slices(lesion: dict) -> str:
    """People count from 1."""
    first, last = lesion.get("slice_first"), lesion.get("slice_last")
    if first is None or last is None:
        return "–"
    return f"{first + 1}" if first == last else f"{first + 1}–{last + 1}"


def _number(lesion: dict, name: str, form: str) -> str:
    value = lesion.get(name)
    return "–" if value is None else format(value, form)


def _origin(record: Record) -> str:
    added = f"{record.created_at:%Y-%m-%d %H:%M} UTC" if record.created_at else ""
    seconds = f", {record.seconds['total']:.0f} s" if "total" in record.seconds else ""
    rows = [
        ("Model", f"{record.model_name} ({record.weights_sha256[:12]})"),
        ("Analysed", f"{added}{seconds}, LiverLens {record.version}"),
        ("Pseudonym", record.pseudonym),
        ("Record", f"{record.id}"),
    ]
    return '<div class="ll-head">Origin</div>' + _table([], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{html.escape(head)}</th>" for head in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>" for cells in rows
    )
    return f'<table class="ll-table">{f"<tr>{top}</tr>" if top else ""}{body}</table>'
