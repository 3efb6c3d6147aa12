"""Who does not finish the head of a request is hung up on; nobody else is."""

from __future__ import annotations

import socket

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from core.outside import impatient
from tests.core.outside.impatient_server import PATIENCE, serving


@pytest.fixture
def port(monkeypatch):
    """Of a server that waits half a second for a head."""
    monkeypatch.setattr(impatient, "HEAD_SECONDS", 0.5)
    with serving() as port:
        yield port


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def rest(connection: socket.socket) -> bytes:
    """What comes until the server hangs up; TimeoutError where it does not."""
    try:
        return b"".join(iter(lambda: connection.recv(65536), b""))
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: ", b"GET / HTTP/1.1\r\nX: y\r\n"])
def test_a_head_that_does_not_end(port, start):
    with connected(port) as connection:
        connection.sendall(start)
        assert rest(connection) == b""


def test_the_second_request_of_a_connection_has_the_same_time(port):
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + b"GET / HT")
        assert rest(connection).startswith(b"HTTP/1.1 204 ")


def test_a_websocket_stays_open(port):
    with connect(f"ws://127.0.0.1:{port}/", proxy=None) as websocket:
        # Somebody who came later has been hung up on: the time is over.
        for _ in range(2):
            with connected(port) as silent:
                assert rest(silent) == b""
        websocket.send("still here")
        assert websocket.recv(timeout=PATIENCE) == "still here"


def test_a_websocket_whose_head_cannot_be_taken(port):
    headers = {"X-Long": "x" * 20_000}
    with pytest.raises((WebSocketException, ConnectionError, EOFError)):
        connect(
            f"ws://127.0.0.1:{port}/",
            additional_headers=headers,
            open_timeout=PATIENCE,
            proxy=None,
        )
