"""How slow another side may be."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator

#: A stream that brings less than this many bytes a second is taken for one that never ends.
SLOWEST_BYTES_PER_SECOND = 1000
#: A sender may be silent for so long.
SILENT_SECONDS = 60.0
#: While others wait, a body of a known length may take so long in all; that is judged by its pace
#: so far, and not before its first minute is over.
SHARED_SECONDS, JUDGED_AFTER_SECONDS = 600.0, 60.0


async def in_time(
    pieces: AsyncIterator[bytes], most_seconds: float = math.inf
) -> AsyncIterator[bytes]:
    """The pieces of a body as they come.

    Raises TimeoutError: nothing came for `SILENT_SECONDS`, less than `SLOWEST_BYTES_PER_SECOND`
    beyond those in all, or no end within `most_seconds`.
    """
    size, began = 0, time.monotonic()
    while True:
        allowed = min(SILENT_SECONDS + size / SLOWEST_BYTES_PER_SECOND, most_seconds)
        left = allowed - (time.monotonic() - began)
        try:
            async with asyncio.timeout(min(SILENT_SECONDS, left)):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        size += len(piece)
        yield piece


def gives_way(size: int, length: int, seconds: float) -> bool:
    """Whether a body is to make room for others who wait: `size` of its `length` bytes came in so
    many seconds, and at that pace the whole takes longer than `SHARED_SECONDS`."""
    return seconds > JUDGED_AFTER_SECONDS and size * SHARED_SECONDS < length * seconds
