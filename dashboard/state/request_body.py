"""The body of a request from the viewer: no larger than it may be, and not without end."""

from __future__ import annotations

from starlette.requests import Request

from core.errors import InputError
from core.outside.pace import in_time
from core.sentence import Sentence


async def read_body(request: Request, most_bytes: int, too_large: Sentence) -> bytes:
    """All of it.

    Raises:
        InputError: with `too_large`, for more than `most_bytes`.
        TimeoutError: it is too slow (`in_time`).
        ClientDisconnect: the browser has gone.
    """
    received = bytearray()
    async for piece in in_time(request.stream()):
        received += piece
        if len(received) > most_bytes:
            raise InputError(too_large)
    return bytes(received)
