"""The list of records: a click on a heading sorts in the store, a click on a row opens it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.worklist import Record
from dashboard.components.records.rows import columns, row
from dashboard.state.worklist_view import Listing

_HERE = Path(__file__).parent


def record_table(records: Sequence[Record], listing: Listing, *, key: str) -> bool:
    """Draw one page of the list; True if the person clicked, which `listing` then knows."""
    reported = _component()(
        key=key,
        data={
            "rows": [row(record) for record in records],
            "columns": columns(),
            "sort": listing.sort,
            "reverse": listing.reverse,
            "picked": listing.picked,
        },
        default={"asked": None},
        on_asked_change=_no_reaction,
    )
    return listing.hear(reported.get("asked"))


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before there is a runtime."""
    return st.components.v2.component(
        "liverlens_worklist",
        css=(_HERE / "record_table.css").read_text(encoding="utf-8"),
        js=(_HERE / "record_table.js").read_text(encoding="utf-8"),
    )


def _no_reaction() -> None:
    """Streamlit keeps a component's state only under a callback."""
