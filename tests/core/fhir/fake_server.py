"""A FHIR server of the tests' own: it answers as it is told and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from core.fhir.site import Site

#: (status, content type, body, more headers)
Answer = tuple[int, str, bytes, dict[str, str]]


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode())


@dataclass
class FakeServer:
    """Patients and Observations that match nothing but the kind that is asked for."""

    patients: list[dict] = field(default_factory=list)
    observations: list[dict] = field(default_factory=list)
    per_page: int = 200
    #: Answers instead, if it returns something.
    instead: Callable[[Asked], Answer | None] = lambda _: None
    asked: list[Asked] = field(default_factory=list)
    base: str = ""
    stored: set[str] = field(default_factory=set)

    @property
    def site(self) -> Site:
        return Site(self.base, token="s3cret")

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if (told := self.instead(asked)) is not None:
            return told
        if asked.method == "GET":
            return self._page(int(asked.path.rpartition("=")[2]))
        if asked.path == "/fhir/Patient/_search":
            return bundle(self.patients)
        if asked.path == "/fhir/Observation/_search":
            return self._page(0)
        if asked.path == "/fhir":
            return self._transaction(json.loads(asked.body))
        return 404, "text/html", b"<html>Not found</html>", {}

    def _page(self, first: int) -> Answer:
        end = first + self.per_page
        links = []
        if end < len(self.observations):
            links = [{"relation": "next", "url": f"{self.base}?_page={end}"}]
        return bundle(self.observations[first:end], links)

    def _transaction(self, content: dict) -> Answer:
        entries = []
        for entry in content["entry"]:
            condition = entry["request"]["ifNoneExist"]
            status = "200 OK" if condition in self.stored else "201 Created"
            self.stored.add(condition)
            entries.append({"response": {"status": status}})
        return as_json({"resourceType": "Bundle", "entry": entries})


def bundle(resources: list[dict], links: list[dict] | None = None) -> Answer:
    entries = [{"resource": one} for one in resources]
    return as_json({"resourceType": "Bundle", "entry": entries, "link": links or []})


def as_json(content: object, status: int = 200) -> Answer:
    return status, "application/fhir+json", json.dumps(content).encode(), {}


class _Quiet(ThreadingHTTPServer):
    """A client that hangs up is what some tests are about."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def running(fake: FakeServer, context: ssl.SSLContext | None = None) -> Iterator[FakeServer]:
    """Listens on this machine while the block runs; by https with a `context`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            status, kind, content, more = fake.answer(
                Asked(self.command, self.path, dict(self.headers), body)
            )
            self.send_response(status)
            headers = {"Content-Type": kind, "Content-Length": str(len(content)), **more}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = _Quiet(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    fake.base = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/fhir"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
