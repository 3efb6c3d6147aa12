"""Fragments and dialogs that keep no series alive.

Streamlit keeps a fragment, and all that it was called with, until a run of the whole script draws
the page without it. A session whose browser is gone never comes to that, and an open series is
hundreds of megabytes. So a fragment holds series and jobs weakly: their owner decides how long they
live.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any, ParamSpec

import streamlit as st

from dashboard.state.jobs import Job
from dashboard.state.open_series import OpenSeries

P = ParamSpec("P")
#: What holds pixels, or work on them.
HEAVY = (OpenSeries, Job)


class _Gone(Exception):
    """What it drew is closed."""


def fragment(
    draw: Callable[P, None], *, run_every: float | None = None, also: tuple[type, ...] = ()
) -> Callable[P, None]:
    """`st.fragment` for a function that draws; also as a decorator.

    Of its arguments, those of the classes `HEAVY` are held weakly, in lists and tuples too. If one
    is gone when the fragment is to be drawn again, the whole page is drawn.

    Args:
        run_every: seconds between two runs by itself.
        also: further classes to hold weakly.
    """
    return _held_weakly(draw, lambda drawn: st.fragment(drawn, run_every=run_every), also)


def dialog(
    title: str, draw: Callable[P, None], *, also: tuple[type, ...] = ()
) -> Callable[P, None]:
    """`st.dialog` for a function that draws, likewise: it is a fragment too."""
    return _held_weakly(draw, st.dialog(title), also)


def _held_weakly(
    draw: Callable[P, None],
    handed_over: Callable[[Callable[..., None]], Callable[..., None]],
    also: tuple[type, ...],
) -> Callable[P, None]:
    heavy = (*HEAVY, *also)

    # Streamlit tells fragments apart by the name of their function.
    @functools.wraps(draw)
    def drawn(*args: Any, **kwargs: Any) -> None:
        try:
            strong = [_held(one) for one in args]
            named = {name: _held(one) for name, one in kwargs.items()}
        except _Gone:
            st.rerun()
        draw(*strong, **named)

    inner = handed_over(drawn)

    @functools.wraps(draw)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        inner(
            *[_lightly(one, heavy) for one in args],
            **{name: _lightly(one, heavy) for name, one in kwargs.items()},
        )

    return called


def _lightly(one: Any, heavy: tuple[type, ...]) -> Any:
    if isinstance(one, heavy):
        return weakref.ref(one)
    if type(one) in (list, tuple):
        return type(one)(_lightly(part, heavy) for part in one)
    return one


def _held(one: Any) -> Any:
    """What `_lightly` was given. Raises _Gone."""
    if isinstance(one, weakref.ref):
        found = one()
        if found is None:
            raise _Gone
        return found
    if type(one) in (list, tuple):
        return type(one)(_held(part) for part in one)
    return one
