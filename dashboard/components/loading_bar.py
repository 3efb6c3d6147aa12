"""A bar that shows how far the opening of a series is (`dashboard.state.loading.Progress`)."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import streamlit as st

#: Drawn no more often than this. Each drawing is a message to the browser, and the server's event
#: loop waits for the interpreter's lock with each: one per file of five large uploads kept
#: everybody else waiting for four seconds.
EVERY_SECONDS = 0.1


class LoadingBar:
    """Drawn where it is first needed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds; another one stands in for it in tests."""
        self._clock = clock
        self._drawn = -EVERY_SECONDS

    def looking(self, done: int, total: int) -> None:
        what = f": {done} of {total}" if total else ""
        self._draw(done, total, f"Looking through the files{what}")

    def reading(self, done: int, total: int) -> None:
        self._draw(done, total, f"Reading slices: {done} of {total}")

    def waiting(self, said: str) -> None:
        self._place.progress(0.0, said)

    def _draw(self, done: int, total: int, said: str) -> None:
        """The ends of a stage are always drawn."""
        now = self._clock()
        if 0 < done < total and now - self._drawn < EVERY_SECONDS:
            return
        self._drawn = now
        self._place.progress(done / max(total, 1), said)

    @functools.cached_property
    def _place(self) -> Any:
        return st.empty()
