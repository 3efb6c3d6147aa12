"""A server of the attacker's, on this machine: it answers as told, and remembers who asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: (status, headers, body); a body of pieces is sent as it comes.
Answer = tuple[int, dict[str, str], bytes | Iterator[bytes]]


@dataclass
class OutsideServer:
    """Of one try."""

    #: Called with method, path and body.
    answer: Callable[[str, str, bytes], Answer]
    url: str = ""
    #: "GET /path" of each request.
    asked: list[str] = field(default_factory=list)


class _Quiet(ThreadingHTTPServer):
    """Clients hang up on it: that is what the tries are about."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def outside_server(answer: Callable[[str, str, bytes], Answer]) -> Iterator[OutsideServer]:
    """Listens while the block runs."""
    made = OutsideServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append(f"{self.command} {self.path}")
            status, headers, content = made.answer(self.command, self.path, body)
            self.send_response(status)
            if isinstance(content, bytes):
                headers = {"Content-Length": str(len(content)), **headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in (content,) if isinstance(content, bytes) else content:
                self.wfile.write(piece)

        do_POST = do_PUT = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
