"""HTTP as an attacker writes it: bytes over a socket."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

_SECONDS = 60.0
#: Of an answer; what is longer is of no interest.
_MOST_BYTES = 2**20


def connected(url: str, seconds: float = _SECONDS) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), seconds)


def head(
    url: str, method: str, path: str, headers: Mapping[str, str] | None = None, host: str = ""
) -> bytes:
    """A request's head, with nothing checked."""
    told = {"Host": host or urlsplit(url).netloc, **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def answer_to(url: str, request: bytes, seconds: float = _SECONDS) -> bytes:
    """What the server sends until it hangs up or has answered once; b"" where it just hangs up."""
    with connected(url, seconds) as connection:
        # It may hang up while we are sending.
        with contextlib.suppress(OSError):
            connection.sendall(request)
        return _received(connection)


def _received(connection: socket.socket) -> bytes:
    answer = bytearray()
    try:
        while len(answer) < _MOST_BYTES and (part := connection.recv(65536)):
            answer += part
            if b"\r\n\r\n" in answer:
                break
    except OSError:
        pass
    return bytes(answer)


def status_of(answer: bytes) -> int:
    """0 where the connection was closed without an answer."""
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
