"""Who does not finish a message of a websocket is hung up on; nobody else is."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

from core.outside import impatient_websocket
from tests.core.outside.impatient_server import PATIENCE, serving


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(impatient_websocket, "MESSAGE_SECONDS", 0.3)


def open_at(port: int) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{port}/", proxy=None, open_timeout=PATIENCE, compression=None)


def begun(*, fin: bool = False, opcode: Opcode = Opcode.BINARY) -> bytes:
    return Frame(opcode, b"x" * 500, fin=fin).serialize(mask=True)


def is_hung_up_on(websocket: ClientConnection) -> bool:
    """TimeoutError where it is not."""
    with pytest.raises(ConnectionClosed):
        websocket.recv(timeout=PATIENCE)
    return True


@pytest.mark.parametrize(
    "bytes_sent",
    [
        # A message of more frames, of which two come; a frame that stops; its head.
        begun() + begun(opcode=Opcode.CONT),
        begun(fin=True)[:-1],
        begun(fin=True)[:1],
        # What keeps a connection alive does not end a message.
        begun() + Frame(Opcode.PING, b"ping").serialize(mask=True),
    ],
)
def test_a_message_that_does_not_end(port, hurried, caplog, bytes_sent):
    caplog.set_level(logging.WARNING, impatient_websocket.__name__)
    with open_at(port) as websocket:
        websocket.socket.sendall(bytes_sent)
        assert is_hung_up_on(websocket)
    assert [line.name for line in caplog.records] == [impatient_websocket.__name__]


def test_whole_messages_keep_it_open(port, hurried):
    with open_at(port) as websocket:
        for text in ("first", "second"):
            websocket.send(text)
            assert websocket.recv(timeout=PATIENCE) == text
            # Somebody who came later has been hung up on: the time is over.
            with open_at(port) as other:
                other.socket.sendall(begun())
                assert is_hung_up_on(other)


def test_a_message_of_many_frames_arrives(port):
    with open_at(port) as websocket:
        websocket.send(["a", "b", "c"])
        assert websocket.recv(timeout=PATIENCE) == "abc"


@pytest.mark.parametrize("frames", [1, 3])
def test_a_message_that_is_too_large_ends_with_its_code(port, monkeypatch, frames):
    monkeypatch.setattr(impatient_websocket, "MOST_MESSAGE_BYTES", 1200)
    with open_at(port) as websocket:
        websocket.send(b"x" * 1200)
        assert len(websocket.recv(timeout=PATIENCE)) == 1200
        # The answer may come while the last frame is still on its way.
        with pytest.raises(ConnectionClosed) as closed:
            websocket.send([b"x" * (1201 // frames + 1)] * frames)
            websocket.recv(timeout=PATIENCE)
    assert closed.value.rcvd.code == 1009
