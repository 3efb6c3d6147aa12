"""A websocket that brings anything but messages of the page is closed, and the log holds nothing of
what came."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.security import frames
from dashboard.security.gate import Gate
from dashboard.security.settings import Settings

SECRET = "ZQX-4711-88"


def message(**values: object) -> bytes:
    return BackMsg(**values).SerializeToString()


RERUN = message(rerun_script={"query_string": SECRET})


def through_the_gate(*came: dict) -> tuple[list[bytes], list[dict]]:
    """What the application gets of those events of a websocket, and what the browser gets. The
    application answers each message, and says goodbye although the browser has gone."""
    got: list[bytes] = []
    sent: list[dict] = []

    async def application(scope, receive, send):
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        try:
            while True:
                got.append(await websocket.receive_bytes())
                await websocket.send_bytes(b"answer")
        except WebSocketDisconnect:
            await send({"type": "websocket.send", "bytes": b"goodbye"})

    events = iter([{"type": "websocket.connect"}, *came])

    async def receive():
        return next(events)

    async def send(event):
        sent.append(event)

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"localhost")]}
    gate = Gate(application, Settings())
    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, gate(scope, receive, send)).result()
    return got, sent[1:]


def test_messages_and_the_end_pass(caplog):
    came = {"type": "websocket.receive", "bytes": RERUN}
    got, sent = through_the_gate(came, came, {"type": "websocket.disconnect", "code": 1001})
    assert got == [RERUN, RERUN]
    assert [event.get("bytes") for event in sent] == [b"answer", b"answer", b"goodbye"]
    assert caplog.records == []


@pytest.mark.parametrize(
    ("came", "code"),
    [
        ({"bytes": SECRET.encode() * 100}, frames.PROTOCOL_ERROR),
        ({"bytes": b""}, frames.PROTOCOL_ERROR),
        # A field that no message has, and text that is no UTF-8.
        ({"bytes": b"\x9a\x3f\x0b" + SECRET.encode()}, frames.PROTOCOL_ERROR),
        ({"bytes": b"\x5a\x05\x0a\x03\xff\xfe\xfd"}, frames.PROTOCOL_ERROR),
        # Streamlit logs what these hold.
        (
            {"bytes": message(backend_operation_request={"request_id": SECRET})},
            frames.PROTOCOL_ERROR,
        ),
        ({"bytes": message(debug_shutdown_runtime=True)}, frames.PROTOCOL_ERROR),
        ({"text": SECRET}, frames.NOT_BYTES),
        ({"bytes": None, "text": SECRET}, frames.NOT_BYTES),
        ({}, frames.NOT_BYTES),
    ],
)
def test_anything_else_closes_it_with_one_line_and_nothing_of_it(caplog, came, code):
    caplog.set_level(logging.DEBUG, frames.__name__)
    got, sent = through_the_gate({"type": "websocket.receive", **came})
    assert got == []
    assert sent == [{"type": "websocket.close", "code": code}]
    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert SECRET not in line.getMessage()


def test_a_message_that_is_too_large_is_not_read(caplog, monkeypatch):
    monkeypatch.setattr(frames, "most_message_bytes", lambda: len(RERUN))
    largest = {"type": "websocket.receive", "bytes": RERUN}
    larger = {"type": "websocket.receive", "bytes": RERUN + b"\x00"}
    got, sent = through_the_gate(largest, larger)
    assert got == [RERUN]
    assert [event.get("code") for event in sent] == [None, frames.TOO_LARGE]
