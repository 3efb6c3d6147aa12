"""The audit trail for those with the role for administration."""

from __future__ import annotations

import streamlit as st

from core.audit import Entry, Trail
from core.errors import StoreError
from dashboard.components.model_card.view import draw_table
from dashboard.security import door

#: Entries shown, the newest first; the file has them all.
SHOWN = 200
_COLUMNS = {"at": "When (UTC)", "who": "Who", "did": "Did", "patient": "Patient", "what": "What"}


def button() -> None:
    """In the sidebar, for the administration only."""
    if door.is_administrator():
        with st.sidebar:
            if st.button("Audit trail", key="audit-open", width="stretch"):
                _dialog()


@st.dialog("Audit trail", width="large")
def _dialog() -> None:
    # Asked again: a dialog is run by itself, and the role may have gone meanwhile.
    if not door.is_administrator():
        return
    try:
        trail = Trail.open()
        entries = [] if trail is None else trail.read()
        damaged = None if trail is None else trail.damaged()
    except StoreError as error:
        st.error(str(error))
        return
    if trail is None:
        st.info("The audit trail is turned off.")
        return
    if damaged is not None:
        st.warning(f"Line {damaged} is damaged or does not follow the one before it.")
    st.caption(
        f"{len(entries)} entries. People and patients stand under keyed hashes; "
        "`python -m core audit --user EMAIL` finds a person's."
    )
    draw_table(rows(entries))
    st.download_button(
        "All (JSON lines)",
        "".join(f"{entry.line()}\n" for entry in entries),
        file_name="liverlens-audit.jsonl",
        mime="application/jsonl",
        on_click="ignore",
        icon=":material/download:",
    )


def rows(entries: list[Entry]) -> list[dict[str, str]]:
    """The newest first, at most `SHOWN`."""
    return [
        {title: str(getattr(entry, name)) for name, title in _COLUMNS.items()}
        for entry in entries[: -SHOWN - 1 : -1]
    ]
