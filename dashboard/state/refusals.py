"""Work that the operator's list of studies may refuse when its turn comes: the list can change
between a click and the turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from core.errors import ConsentError
from dashboard.state import events

T = TypeVar("T")


def telling_refusal(
    work: Callable[[Callable[[int, int], None], threading.Event], T], who: str
) -> Callable[[Callable[[int, int], None], threading.Event], T]:
    """The same `work` of a job; a refusal is announced, for the audit trail. `who` began it."""

    def told(progress: Callable[[int, int], None], cancel: threading.Event) -> T:
        try:
            return work(progress, cancel)
        except ConsentError as error:
            events.refused.announce(events.Refused(error, who))
            raise

    return told
