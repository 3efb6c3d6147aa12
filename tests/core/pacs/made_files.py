"""Small CT files and a fake DICOMweb server."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from core.pacs import FoundSeries, Site
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

STUDY, SERIES = "1.2.826.0.1.1", "1.2.826.0.1.1.1"
BOUNDARY = "a-b"


def ct_file(number: int, series: str = SERIES, study: str = STUDY, **tags: object) -> bytes:
    """One slice of 8 x 8."""
    values = {
        "StudyInstanceUID": study,
        "SeriesInstanceUID": series,
        "SOPInstanceUID": f"{series}.{number}",
        "SeriesDescription": "Abdomen portal venous 5 mm",
        "InstanceNumber": number,
        **tags,
    }
    return to_bytes(ct_slice(5.0 * number, np.full((8, 8), 1000 + number, np.uint16), **values))


def wanted(n_instances: int | None = None) -> FoundSeries:
    return FoundSeries(STUDY, SERIES, n_instances=n_instances)


def multipart(bodies: list[bytes]) -> bytes:
    parts = [b"--a-b\r\nContent-Type: application/dicom\r\n\r\n" + body for body in bodies]
    return b"\r\n".join(parts) + b"\r\n--a-b--\r\n"


MULTIPART = f'multipart/related; type="application/dicom"; boundary={BOUNDARY}'
JSON = "application/dicom+json"


def study_row(number: int) -> dict:
    return {"0020000D": {"vr": "UI", "Value": [f"1.2.3.{number}"]}}


def as_json(rows: object) -> bytes:
    return json.dumps(rows).encode()


#: What a request is answered: (status, headers, body); it gets the path and may wait.
Answer = Callable[[str], tuple[int, dict[str, str], bytes]]


class Fake:
    """What was asked of the fake server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.paths: list[str] = []
        self.authorizations: list[str] = []

    def site(self, **settings: object) -> Site:
        return Site("fake", "dicomweb", url=f"{self.url}/dicom-web", timeout_seconds=5, **settings)


@contextmanager
def fake_server(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[Fake]:
    """Listening; by https with a `context`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.paths.append(self.path)
            fake.authorizations.append(self.headers.get("Authorization", ""))
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", headers.get("X-Length", str(len(body))))
            self.end_headers()
            # The other side may have hung up.
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True
            if "X-Length" in headers:
                self.close_connection = True

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context else "http"
    fake = Fake(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Until it holds; fails after so long."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)
