"""Series whose time is over leave the inbox, whether a receiver runs or not."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.receive import sentences
from core.receive.folder import Arrived, InboxInUse
from core.receive.inbox import Inbox
from core.receive.settings import ReceiveSettings
from core.worklist import Store

_DAY = 86_400.0
#: Series in these states are still needed.
_WAITING = ("waiting", "running")


def remove_old(
    settings: ReceiveSettings, store: Store, say: Callable[[str], object] = lambda _: None
) -> int:
    """Remove them, for a program beside the receiver; how many went.

    Nothing happens where there is no inbox, or where a receiver works in it, which removes them
    itself.

    Raises PacsError where the inbox can't be used, StoreError where the queue can't be asked.
    """
    if not settings.inbox.is_dir():
        return 0
    try:
        inbox = Inbox.open(settings)
    except InboxInUse:
        return 0
    with inbox:
        now = time.time()
        old = [one for one in inbox.series() if is_old(one, settings, now)]
        return sum(remove_unless_waiting(inbox, one, settings, store, say) for one in old)


def is_old(arrived: Arrived, settings: ReceiveSettings, now: float) -> bool:
    """Whether its last file came more than `keep_days` before `now` (`time.time()`)."""
    return now - arrived.last > settings.keep_days * _DAY


def remove_unless_waiting(
    inbox: Inbox,
    arrived: Arrived,
    settings: ReceiveSettings,
    store: Store,
    say: Callable[[str], object],
) -> bool:
    """False where it waits in the queue, or is being analysed, or where a file has just come."""
    folder = str(arrived.folder.absolute())
    if any(folder in item.paths for item in store.queue.items(_WAITING)):
        return False
    if not inbox.remove(arrived):
        return False
    say(sentences.series_removed(arrived.folder.name, settings.keep_days))
    return True
