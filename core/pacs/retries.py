"""Try again what failed for a reason that may pass."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from core.errors import Cancelled, PacsError
from core.pacs import sentences

#: Pauses before the second and the third try, s; there is no fourth.
PAUSES = (0.5, 2.0)
T = TypeVar("T")


class PassingError(PacsError):
    """It may work in a moment: no connection, a timeout, "busy" or "unavailable"."""


def with_retries(
    step: Callable[[], T],
    cancel: threading.Event | None = None,
    pauses: tuple[float, ...] = PAUSES,
) -> T:
    """What `step` returns, tried again after each of `pauses` on a PassingError.

    Raises what the last try raised, Cancelled if `cancel` is set in a pause.
    """
    cancel = cancel or threading.Event()
    for pause in pauses:
        try:
            return step()
        except PassingError:
            if cancel.wait(pause):
                raise Cancelled(sentences.cancelled()) from None
    return step()
