"""The body of a request from the viewer: no larger than it may be, and not without end."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator

from starlette.requests import Request

from core.errors import InputError
from core.outside.marks import marks
from core.outside.pace import in_time
from core.sentence import Sentence
from dashboard.state.server_memory import MEMORY, ServerMemory

#: A longer text asks for memory, and is taken apart by itself.
SMALL_BYTES = 2**20
#: What a text of numbers or short words takes in memory when it is taken apart, by its length.
_TIMES = 12
#: Python does nothing else meanwhile: one after another, others get their turn in between.
_one_at_a_time = threading.Lock()


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


@contextlib.contextmanager
def taken_apart(
    text: bytes, most_parts: int, too_large: Sentence, memory: ServerMemory = MEMORY
) -> Iterator[object]:
    """What that JSON says, while its memory is held. Call it in a thread where it may be long.

    Args:
        most_parts: lists and objects in it, and brackets in its words; an empty one takes 30 times
            its two letters.

    Raises:
        InputError: with `too_large`, for more parts.
        MemoryShortError: there is no room for it now.
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    if marks(text, b"[{") > most_parts:
        raise InputError(too_large)
    if len(text) <= SMALL_BYTES:
        yield json.loads(text)
        return
    with memory.take("results", _TIMES * len(text)):
        with _one_at_a_time:
            said = json.loads(text)
        yield said
