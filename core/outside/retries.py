"""Try again what failed for a reason that may pass."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from core.errors import Cancelled, LiverLensError
from core.outside import sentences

#: Pauses before the second and the third try, s; there is no fourth.
PAUSES = (0.5, 2.0)
T = TypeVar("T")


class Passing(LiverLensError):
    """It may work in a moment: no connection, a timeout, "busy" or "unavailable". Each side mixes
    it into an error of its own."""


def with_retries(
    step: Callable[[], T],
    cancel: threading.Event | None = None,
    pauses: tuple[float, ...] = PAUSES,
) -> T:
    """What `step` returns, tried again after each of `pauses` on a `Passing`.

    Raises what the last try raised, Cancelled if `cancel` is set in a pause.
    """
    cancel = cancel or threading.Event()
    for pause in pauses:
        try:
            return step()
        except Passing:
            if cancel.wait(pause):
                raise Cancelled(sentences.cancelled()) from None
    return step()
