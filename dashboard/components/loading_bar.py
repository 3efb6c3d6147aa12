"""A bar that shows how far the opening of a series is (`dashboard.state.loading.Progress`)."""

from __future__ import annotations

import functools
from typing import Any

import streamlit as st


class LoadingBar:
    """Drawn where it is first needed."""

    def looking(self, done: int, total: int) -> None:
        what = f": {done} of {total}" if total else ""
        self._place.progress(done / max(total, 1), f"Looking through the files{what}")

    def reading(self, done: int, total: int) -> None:
        self._place.progress(done / max(total, 1), f"Reading slices: {done} of {total}")

    def waiting(self, said: str) -> None:
        self._place.progress(0.0, said)

    @functools.cached_property
    def _place(self) -> Any:
        return st.empty()
