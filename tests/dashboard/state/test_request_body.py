"""How much of a body is read, and for how long."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import ClientDisconnect, Request

from core.errors import InputError
from core.outside import pace
from core.sentence import Sentence
from dashboard.state import request_body
from dashboard.state.hold import MemoryShortError
from dashboard.state.request_body import read_body, taken_apart
from dashboard.state.server_memory import ServerMemory

TOO_LARGE = Sentence("Too large.", "too_large")


def read(*pieces: bytes, ends: bool = True, most: int = 10) -> bytes:
    """What `read_body` makes of these pieces; without an end the browser stays silent."""
    waiting = list(pieces)

    async def receive() -> dict:
        if waiting:
            more = len(waiting) > 1 or not ends
            return {"type": "http.request", "body": waiting.pop(0), "more_body": more}
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, read_body(request, most, TOO_LARGE)).result()


def test_all_of_it_is_read():
    assert read(b"abc", b"defg", b"hij") == b"abcdefghij"
    assert read(b"") == b""


def test_more_than_it_may_be_is_refused():
    with pytest.raises(InputError, match="Too large"):
        read(b"abcdef", b"ghijk")


def test_silence_ends_it(monkeypatch):
    monkeypatch.setattr(pace, "SILENT_SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        read(b"abc", ends=False)


def test_a_browser_that_has_gone():
    async def receive() -> dict:
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    with ThreadPoolExecutor(1) as pool, pytest.raises(ClientDisconnect):
        pool.submit(asyncio.run, read_body(request, 10, TOO_LARGE)).result()


def test_json_is_taken_apart():
    with taken_apart(b'{"a": [1, {}]}', 3, TOO_LARGE) as said:
        assert said == {"a": [1, {}]}
    for text, error in ((b"{", ValueError), (b"[" * 50_000, RecursionError)):
        with pytest.raises(error), taken_apart(text, 50_000, TOO_LARGE):
            pass


def test_json_of_too_many_parts_is_not_begun():
    with pytest.raises(InputError, match="Too large"), taken_apart(b"[[],[]]", 2, TOO_LARGE):
        pass


def test_long_json_holds_its_memory_while_it_is_used(monkeypatch):
    monkeypatch.setattr(request_body, "SMALL_BYTES", 4)
    memory = ServerMemory(None)
    with taken_apart(b"[1,2]", 1, TOO_LARGE, memory) as said:
        assert (said, memory.held()) == ([1, 2], 12 * 5)
    assert memory.held() == 0
    with taken_apart(b"[12]", 1, TOO_LARGE, memory):
        assert memory.held() == 0
    full = ServerMemory(10**9, resident=lambda: 10**9)
    with pytest.raises(MemoryShortError), taken_apart(b"[1,2]", 1, TOO_LARGE, full):
        pass
