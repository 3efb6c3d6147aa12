"""Requests of every shape to every route of the app: too large, malformed, too slow."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator, Mapping

import requests

from dashboard.server import routes
from dashboard.state.uploads import CONTENT_TYPE
from tools.attack.arena import ADA, Arena
from tools.attack.opened import Opened, opened, shown
from tools.attack.person import Person
from tools.attack.raw_http import answer_to, connected, head, status_of
from tools.attack.server_log import ServerLog
from tools.attack.tries import Kind, Try, tried

#: Streamlit's own, beside ours.
_STREAMLIT = (
    "/",
    "/explain",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/metrics",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/script-health-check",
    "/media/x.png",
    "/component/x/y.js",
    "/static/js/x.js",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
)
_PARAMETER = re.compile(r"\{[a-z_]+(:[a-z]+)?\}")
_VALUES = {
    "a number of 5,000 digits": "9" * 5000,
    "a negative number": "-1",
    "a number above 2^63": "9" * 25,
    "a null byte": "%00",
    "dots": "%2e%2e",
    "30,000 letters": "a" * 30_000,
    "no UTF-8": "%ff%fe",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
}
#: How long a connection that sends nothing may be kept, and how long others may wait meanwhile.
_KEPT_SECONDS, _HEALTH_SECONDS = 90.0, 20.0
_SILENT = 60.0


def tries(arena: Arena) -> Iterator[Try]:
    # Started first: what is asked below is asked of a server that is awake.
    url, ada = arena.url, Person(ADA)
    log = ServerLog(arena)
    with opened(url, ada) as mine:
        if not arena.is_short:
            mine.page.press("Run analysis")
            mine.page.wait_until(lambda: mine.page.has_button("Analysed"))
            mine = shown(mine.page)
        for method, path in _routes(arena):
            yield from _shapes(url, log, method, path)
        yield from _parameters(url, log, ada, mine)
        yield from _bodies(url, log, ada, mine)
        yield from _slow(arena, url, ada, mine)


def _routes(arena: Arena) -> list[tuple[str, str]]:
    """(method, path) with a made-up value for each parameter."""
    own = [
        (method, _PARAMETER.sub("1", route.path))
        for route in routes()
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]
    found = [*own, *(("GET", path) for path in _STREAMLIT)]
    return found[:: 6 if arena.is_short else 1]


def _shapes(url: str, log: ServerLog, method: str, path: str) -> Iterator[Try]:
    """Malformed heads."""
    long = "x" * 200_000
    requested = {
        "an address of 200,000 letters": head(url, method, f"{path}?{long}"),
        "a header of 200,000 letters": head(url, method, path, {"X-Long": long}),
        "5,000 headers": head(url, method, path, {f"X-{n}": "x" for n in range(5000)}),
        "a cookie of 60,000 letters": head(url, method, path, {"Cookie": f"a={'x' * 60_000}"}),
        "a negative length": head(url, method, path, {"Content-Length": "-1"}),
        "a length of 5,000 digits": head(url, method, path, {"Content-Length": "9" * 5000}),
        "two lengths": head(url, method, path, {"Content-Length": "1\r\nContent-Length: 2"}) + b"x",
        "a length and chunks": head(
            url, method, path, {"Content-Length": "4", "Transfer-Encoding": "chunked"}
        )
        + b"0\r\n\r\n",
        "a chunk that lies": head(url, method, path, {"Transfer-Encoding": "chunked"})
        + b"ffffffffffffffffff\r\nx",
        "another host": head(url, method, path, host="evil.example"),
        "no host": f"{method} {path} HTTP/1.1\r\n\r\n".encode(),
        "a host and a password": head(url, method, path, host="127.0.0.1:1@evil.example"),
        "a line break in the address": head(url, method, f"{path}\r\nX-Evil: 1"),
        "a method of its own": head(url, "EVIL", path),
        "TRACE": head(url, "TRACE", path),
        "CONNECT": head(url, "CONNECT", "evil.example:443"),
        "an address of another server": head(url, method, "http://evil.example/"),
        "HTTP/9.9": head(url, method, path).replace(b"HTTP/1.1", b"HTTP/9.9"),
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 100,
    }
    for what, request in requested.items():

        def step(what: str = what, request: bytes = request) -> str:
            answer = answer_to(url, request)
            status = status_of(answer)
            if status >= 500:
                return f"status {status}"
            if "host" in what and 200 <= status < 400 and what != "a length and chunks":
                return f"status {status} under another name"
            if b"X-Evil" in answer or b"evil.example" in answer:
                return "what was sent came back in the head"
            return log.news()

        yield tried(
            f"{method} {path}: {what}", "sent by hand", "a refusal, no error of the server", step
        )


def _parameters(url: str, log: ServerLog, ada: Person, mine: Opened) -> Iterator[Try]:
    """Parts of the address, with the owner's cookies and tokens where there are any."""
    known = {
        "/measurements/{token}": mine.measurements,
        "/annotations/{token}": mine.annotations or "/annotations/1",
        "/uploads/{token}": mine.uploads,
    }
    for route in routes():
        if "GET" not in (route.methods or set()):
            continue
        path = route.path
        for start, real in known.items():
            path = path.replace(start, real) if path.startswith(start) else path
        for what, value in _VALUES.items():
            asked = _PARAMETER.sub(value, path)
            if asked == path:
                asked = f"{path}?bytes={value}&from={value}&known={value}&for={value}"

            def step(asked: str = asked) -> str:
                return _refused(url, log, ada, "GET", asked)

            yield tried(f"GET {route.path}: {what}", "a part of the address", "a refusal", step)
    for what, value in _VALUES.items():

        def first(value: str = value) -> str:
            return _refused(url, log, ada, "GET", f"{mine.volume}?from={value}")

        yield tried(f"GET /volumes ?from: {what}", "a part of the address", "a refusal", first)


def _refused(url: str, log: ServerLog, ada: Person, method: str, path: str) -> str:
    cookies = "; ".join(f"{name}={value}" for name, value in ada.cookies(url).items())
    status = status_of(answer_to(url, head(url, method, path, {"Cookie": cookies})))
    return f"status {status}" if status >= 500 else log.news()


def _bodies(url: str, log: ServerLog, ada: Person, mine: Opened) -> Iterator[Try]:
    """What a POST brings, by the owner, from the app's own pages."""
    nested = b"[" * 200_000
    texts = {
        "nothing": b"",
        "nested without end": nested,
        "a nested object": b'{"put":' * 50_000,
        "a number of 5,000 digits": b'{"put": [], "remove": [' + b"9" * 5000 + b"]}",
        "not a number": b'{"put": [NaN], "remove": [Infinity]}',
        "a text": b'"x"',
        "null": b"null",
        "no UTF-8": b"\xff\xfe\x00",
        "half a surrogate": b'{"put": [{"name": "\\ud800"}], "remove": ["\\udfff"]}',
        "3 MB of zeros": bytes(3 * 2**20),
        "70 MB of spaces": b" " * (70 * 2**20),
        "10,000 to remove": json.dumps({"put": [], "remove": ["x"] * 10_000}).encode(),
        "200,000 runs": json.dumps(
            {"base": 0, "slices": {"0": [1] * 200_000}, "findings": [], "slice_labels": {}}
        ).encode(),
        "negative runs": b'{"base":0,"slices":{"0":[-1,4097]},"findings":[],"slice_labels":{}}',
        "a run of 2^70": b'{"base":0,"slices":{"0":[0,1180591620717411303424]},"findings":[],'
        b'"slice_labels":{}}',
        "a base of 2^70": b'{"base":1180591620717411303424,"slices":{},"findings":[],'
        b'"slice_labels":{}}',
    }
    lists = {
        "a list that lies": b'\0\0\0\x10[["a", 99999999]]',
        "a list of 4 GB": b"\xff\xff\xff\xff[]",
        "a list nested without end": (200_000).to_bytes(4, "big") + nested,
        "a negative size": (12).to_bytes(4, "big") + b'[["a", -10]]',
        "a size of 5,000 digits": (5010).to_bytes(4, "big") + b'[["a", ' + b"9" * 5001 + b"]]",
        "100,000 files": _list([["a", 0]] * 100_000),
        "no files": _list([]),
    }
    for what, content in texts.items():
        for path in (mine.measurements, mine.annotations):
            if path:
                yield _sent(url, log, ada, path, "application/json", what, content)
    for what, content in lists.items():
        yield _sent(url, log, ada, mine.uploads, CONTENT_TYPE, what, content)


def _list(files: list) -> bytes:
    listed = json.dumps(files).encode()
    return len(listed).to_bytes(4, "big") + listed


def _sent(
    url: str, log: ServerLog, ada: Person, path: str, kind: str, what: str, content: bytes
) -> Try:
    def step() -> str:
        headers: Mapping[str, str] = {"Content-Type": kind, "Origin": url}
        try:
            answer = requests.post(
                url + path, data=content, headers=headers, cookies=ada.cookies(url), timeout=_SILENT
            )
        except requests.ConnectionError:
            return log.news()  # it hung up in the middle
        if answer.status_code >= 500 or answer.status_code in (200, 204):
            return f"status {answer.status_code}"
        return log.news()

    return tried(f"POST {path.split('/')[1]}: {what}", "the owner sent it", "a refusal", step)


def _slow(arena: Arena, url: str, ada: Person, mine: Opened) -> Iterator[Try]:
    """Many connections that begin a request and stop; in a whole run, until they are cut."""
    cookies = "; ".join(f"{name}={value}" for name, value in ada.cookies(url).items())

    def body(path: str, kind: str) -> bytes:
        told = {"Content-Type": kind, "Origin": url, "Content-Length": "1000", "Cookie": cookies}
        return head(url, "POST", path, told) + b"{"

    starts = {
        "nothing": b"",
        "half a head": b"GET / HTTP/1.1\r\nHost: ",
        "half a body of measurements": body(mine.measurements, "application/json"),
        "half an upload": body(mine.uploads, CONTENT_TYPE),
        "half a websocket": head(
            url, "GET", "/_stcore/stream", {"Upgrade": "websocket", "Connection": "Upgrade"}
        )[:-4],
    }
    if mine.annotations:
        starts["half a body of annotations"] = body(mine.annotations, "application/json")
    held = []
    many = 20 if arena.is_short else 100
    for what, start in starts.items():
        connections = [connected(url, _KEPT_SECONDS) for _ in range(many)]
        for one in connections:
            one.sendall(start)
        held.append((what, connections))

        def others() -> str:
            began = time.monotonic()
            answer = requests.get(f"{url}/_stcore/health", timeout=_HEALTH_SECONDS)
            seconds = time.monotonic() - began
            good = answer.status_code == 200
            return "" if good else f"status {answer.status_code} after {seconds:.0f} s"

        yield tried(
            f"{many} connections: {what}", "begun, and left so", "others are answered", others
        )
    for what, connections in held:
        if not arena.is_short:
            yield tried(
                f"slow: {what}",
                "begun, and left so",
                f"cut off within {_KEPT_SECONDS:.0f} s",
                lambda connections=connections: _cut_off(connections[0]),  # type: ignore[misc]
            )
        for one in connections:
            one.close()


def _cut_off(connection: socket.socket) -> str:
    """ "" once the server has answered or hung up."""
    try:
        connection.recv(65536)
    except TimeoutError:
        return "still open"
    except OSError:
        pass
    return ""


KIND = Kind("requests", "Malformed, oversize and slow requests on every route", tries)
