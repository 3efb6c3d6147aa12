"""What Streamlit keeps for a page by key: the values of widgets, and whatever is put beside them.

The only module that touches `st.session_state`.
"""

from __future__ import annotations

from typing import Any

import streamlit as st


class Widgets:
    """Those of the page whose script runs."""

    def widget(self, key: str) -> Any:
        """The value of the widget with that key, None before it was drawn."""
        return st.session_state.get(key)

    def has_widget(self, key: str) -> bool:
        """Whether the widget with that key has a value, which may be None: Streamlit forgets those
        of other pages."""
        return key in st.session_state

    def set_widget(self, key: str, value: object) -> None:
        """Give a widget another value, from a callback: before it is drawn."""
        st.session_state[key] = value
