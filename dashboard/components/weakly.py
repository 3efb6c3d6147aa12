"""What is handed to Streamlit to be called later, and keeps nothing alive meanwhile.

Streamlit keeps the callback of a button, with its arguments, as long as the session lives, whether
the button is still on the page or not; and what makes a download until the page is drawn without
it. So callbacks and downloads hold what has an owner (an open series, an analysis) weakly.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def weakly(function: Callable[..., T], *things: Any, **plain: Any) -> Callable[[], T | None]:
    """`function(*things, **plain)`, to be called later; None, without a call, once one of `things`
    is gone.

    Args:
        things: what has an owner, who decides how long it lives.
        plain: what has none, such as names and numbers; kept.
    """
    held = [weakref.ref(thing) for thing in things]

    def call() -> T | None:
        there = [one() for one in held]
        if any(thing is None for thing in there):
            return None
        return function(*there, **plain)

    return call
