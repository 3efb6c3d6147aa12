"""The audit trail, for administrators."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.audit import Entry, Trail
from core.errors import StoreError
from dashboard.components import download, sentences
from dashboard.components.model_card.view import draw_table
from dashboard.components.plain_text import plain
from dashboard.security import door

#: Entries shown, the newest first; the file has them all.
SHOWN = 200
_COLUMNS = {"at": "When (UTC)", "who": "Who", "did": "Did", "patient": "Patient", "what": "What"}


def button() -> None:
    """In the sidebar, for administrators only."""
    if door.is_administrator():
        with st.sidebar:
            if st.button("Audit trail", key="audit-open", width="stretch"):
                _dialog()


@st.dialog("Audit trail", width="large")
def _dialog() -> None:
    # Checked again: a dialog runs by itself, and the role may have been taken away.
    if not door.is_administrator():
        return
    try:
        trail = Trail.open()
        entries = [] if trail is None else trail.read()
        checked = None if trail is None else trail.check()
    except StoreError as error:
        st.error(plain(str(error)))
        return
    if trail is None or checked is None:
        st.info(sentences.trail_is_off())
        return
    # Where it lies on the server is nobody's business here.
    name = Path(trail.file.name)
    wrong = checked.wrong(name)
    for said in [wrong] if wrong else checked.remarks(name):
        st.warning(plain(said))
    st.caption(sentences.what_the_trail_holds(len(entries)))
    draw_table(rows(entries))
    download.button(
        "All (JSON lines)",
        "".join(f"{entry.line()}\n" for entry in entries),
        "liverlens-audit.jsonl",
        "application/jsonl",
        of=None,
    )


def rows(entries: list[Entry]) -> list[dict[str, str]]:
    """The newest first, at most `SHOWN`."""
    return [
        {title: str(getattr(entry, name)) for name, title in _COLUMNS.items()}
        for entry in entries[: -SHOWN - 1 : -1]
    ]
