"""Memory for volume files (NIfTI, NRRD, MetaImage): asked for before each is unpacked."""

from __future__ import annotations

import threading
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

    try:
        yield replace(DEFAULT_LIMITS, room=ask)
    finally:
        for hold in holds.values():
            hold.release()
