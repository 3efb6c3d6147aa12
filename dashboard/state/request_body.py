"""The body of a request from the viewer: no larger than it may be, and not without end."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request

from core.errors import InputError
from core.outside.pace import SLOWEST_BYTES_PER_SECOND
from core.sentence import Sentence

#: A browser may be silent for so long.
SILENT_SECONDS = 60.0


async def read_body(request: Request, most_bytes: int, too_large: Sentence) -> bytes:
    """All of it.

    Raises:
        InputError: with `too_large`, for more than `most_bytes`.
        TimeoutError: nothing came for too long, or less than 1 kB a second in all.
        ClientDisconnect: the browser has gone.
    """
    received, stream, began = bytearray(), request.stream(), time.monotonic()
    while True:
        allowed = SILENT_SECONDS + len(received) / SLOWEST_BYTES_PER_SECOND
        left = allowed - (time.monotonic() - began)
        try:
            async with asyncio.timeout(min(SILENT_SECONDS, left)):
                received += await anext(stream)
        except StopAsyncIteration:
            return bytes(received)
        if len(received) > most_bytes:
            raise InputError(too_large)
