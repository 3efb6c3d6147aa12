"""Memory for what is unpacked whole: volume files (NIfTI, NRRD, MetaImage) and compressed tars."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.state.hold import Hold
from dashboard.state.server_memory import MEMORY, WAIT_SECONDS

if TYPE_CHECKING:
    from core.dicom import Limits


@contextmanager
def room_for_volumes(
    asker: Hashable,
    *,
    out_of: Hold | None = None,
    instead_of: Hold | None = None,
    cancel: threading.Event | None = None,
    patience: float = WAIT_SECONDS,
) -> Iterator[Limits]:
    """Limits for the readers of `core.dicom`: a volume file is unpacked when the server has memory
    for it, which is held until the end of the block. Each thread that reads unpacks one file at a
    time, so it gives back what it held for the one before.

    Args:
        asker: who waits, the same at each try.
        out_of: a hold whose spare bytes are meant for this.
        instead_of: a hold that stood for the same images, and ends as soon as there is a volume.
        cancel: set it to stop waiting.
        patience: how long each file may wait, s.

    The files of a compressed tar stay in memory while anything is to be read from them, and so
    does what is held for them, also after the block.

    What waited too long, or would never fit, ends the reading with MemoryShortError.
    """
    # Late: the reader is imported behind the first page.
    from core.dicom.limits import DEFAULT_LIMITS

    holds: dict[int, Hold] = {}

    def ask(nbytes: int) -> None:
        thread = threading.get_ident()
        before = holds.pop(thread, None)
        for hold in (before, instead_of):
            if hold is not None:
                hold.release()
        holds[thread] = MEMORY.wait_for(
            "series", nbytes, (asker, thread), out_of=out_of, cancel=cancel, patience=patience
        )

    #: Of this block; what they stand for may outlive it.
    staying: weakref.WeakKeyDictionary[object, Hold] = weakref.WeakKeyDictionary()

    def ask_to_stay(nbytes: int, owner: object) -> None:
        hold = staying.get(owner)
        if hold is None:
            hold = MEMORY.wait_for(
                "files", nbytes, (asker, id(owner)), cancel=cancel, patience=patience
            )
            hold.until_gone(owner)
            staying[owner] = hold
        else:
            # What was asked for before has been unpacked by now.
            hold.coming = 0
            MEMORY.grow(hold, nbytes)
        hold.coming = nbytes

    try:
        yield replace(DEFAULT_LIMITS, room=ask, stays=ask_to_stay)
    finally:
        for hold in staying.values():
            hold.coming = 0
        for hold in holds.values():
            hold.release()
