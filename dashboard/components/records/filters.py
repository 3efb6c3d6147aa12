"""The controls above the list: which records it shows."""

from __future__ import annotations

import streamlit as st

from core.cautions import CODES
from core.cautions.caution import READING, UNCODED
from core.labels import DISPLAY_NAMES
from core.worklist import Store
from core.worklist.filters import CATEGORY_ORDER
from core.worklist.record import RECORD_STATUSES
from dashboard.state.session import Session
from dashboard.state.worklist_view import Listing

ANY, NONE = "any caution", "no caution"
#: Code -> what it is about, for a person.
CAUTION_WORDS = {**CODES, READING: "odd on reading", UNCODED: "without a code"}

_KEYS = ("category", "status", "review", "caution", "risk", "since", "until", "model")


def show(session: Session, store: Store, listing: Listing) -> None:
    """Draw them; what the person sets is in `listing` at once."""
    with st.container(key="worklist-filters", horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            "Category",
            CATEGORY_ORDER,
            format_func=lambda name: DISPLAY_NAMES.get(name, name.capitalize()),
            placeholder="All",
            key=_key("category"),
            width=170,
        )
        st.selectbox(
            "Status",
            RECORD_STATUSES,
            index=None,
            format_func=str.capitalize,
            placeholder="All",
            key=_key("status"),
            width=104,
        )
        st.selectbox(
            "Caution",
            [ANY, NONE, *CAUTION_WORDS],
            index=None,
            format_func=lambda code: CAUTION_WORDS.get(code, code),
            placeholder="With and without",
            key=_key("caution"),
            width=160,
        )
        st.selectbox(
            "Model",
            store.model_names(),
            index=None,
            placeholder="All",
            key=_key("model"),
            width=140,
        )
        st.slider("p(malignant)", 0.0, 1.0, (0.0, 1.0), 0.05, key=_key("risk"), width=120)
        st.date_input("Study from", None, key=_key("since"), format="YYYY-MM-DD", width=136)
        st.date_input("to", None, key=_key("until"), format="YYYY-MM-DD", width=136)
        st.checkbox("Needs review", key=_key("review"))
        _take(session, listing)
        st.button(
            "Clear",
            type="tertiary",
            disabled=not listing.is_filtered,
            on_click=clear,
            args=(session, listing),
        )


def clear(session: Session, listing: Listing) -> None:
    """Ask for everything again; for a callback."""
    empty: dict[str, object] = {"category": [], "risk": (0.0, 1.0), "review": False}
    for name in _KEYS:
        session.set_widget(_key(name), empty.get(name))
    listing.page = 0


def _take(session: Session, listing: Listing) -> None:
    before = listing.conditions()
    listing.categories = tuple(session.widget(_key("category")) or ())
    listing.status = session.widget(_key("status"))
    listing.needs_review = True if session.widget(_key("review")) else None
    listing.model_name = session.widget(_key("model"))
    listing.since = session.widget(_key("since"))
    listing.until = session.widget(_key("until"))
    listing.min_risk, listing.max_risk = session.widget(_key("risk"))
    caution = session.widget(_key("caution"))
    listing.has_cautions = {ANY: True, NONE: False}.get(caution)
    listing.caution_codes = () if caution in (None, ANY, NONE) else (caution,)
    if listing.conditions() != before:
        listing.page = 0


def _key(name: str) -> str:
    return f"worklist-{name}"
