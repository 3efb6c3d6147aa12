"""Every request to the application as it is served: headers, cookie, host, owner, sign-in."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.security import gate as gate_
from dashboard.security import sentences
from dashboard.security.browser import COOKIE, owner_of
from dashboard.security.gate import COOKIE_PATH, Gate
from dashboard.security.headers import PIXEL_PATHS, every_answer
from dashboard.security.sessions import Sessions
from dashboard.security.settings import Settings
from dashboard.security.sign_in import from_environment
from tests.dashboard.security.signed import BROWSER, OTHER_BROWSER, signed_in
from tests.dashboard.security.test_sign_in import SET_UP

SIGN_IN = from_environment({**SET_UP, "LIVERLENS_USERS": "ada@example.org"}, "0.0.0.0")


@pytest.fixture
def sessions() -> Sessions:
    found = Sessions()
    found.arrive("mine", owner_of(BROWSER))
    return found


def client_of(sessions: Sessions, settings: Settings | None = None, **cookies: str) -> TestClient:
    async def answer(request) -> PlainTextResponse:
        told = {"cache-control": "public", "x-query": request.url.query}
        return PlainTextResponse("answer", headers=told)

    gate = Middleware(Gate, settings=settings or Settings(), sessions=sessions)
    application = Starlette(
        routes=[Route("/{path:path}", answer, methods=["GET", "PUT"])], middleware=[gate]
    )
    return TestClient(application, cookies=cookies)


@pytest.mark.parametrize(
    "path", ["/", "/explain", "/static/js/x.js", COOKIE_PATH, "/volumes/x.nii", "/media/x.png"]
)
def test_every_answer_carries_the_headers_once(sessions, path):
    answer = client_of(sessions).get(path)
    for name, value in every_answer():
        assert answer.headers.get_list(name.decode()) == [value.decode()]


def test_pixels_are_kept_nowhere_and_scripts_may_be(sessions):
    client = client_of(sessions, **BROWSER)
    for prefix in PIXEL_PATHS:
        assert client.get(f"{prefix}x").headers["cache-control"] == "no-store"
    assert client.get("/static/js/x.js").headers["cache-control"] == "public"


def test_one_answer_sets_the_cookie_and_only_where_it_is_missing(sessions):
    first = client_of(sessions).get(COOKIE_PATH).headers["set-cookie"]
    assert first.startswith(f"{COOKIE}=")
    assert "HttpOnly; SameSite=Strict" in first
    assert "set-cookie" not in client_of(sessions, **BROWSER).get(COOKIE_PATH).headers
    for path in ("/", "/_stcore/health", "/volumes/x.nii"):
        assert "set-cookie" not in client_of(sessions).get(path).headers


def test_under_another_name_it_does_not_answer(sessions):
    client = client_of(sessions, Settings(hosts=("localhost",)))
    assert client.get("http://localhost:8501/").text == "answer"
    refused = client.get("http://evil.example.org/")
    assert refused.status_code == 400
    assert "content-security-policy" in refused.headers


def test_routes_of_streamlit_that_the_app_does_not_need_are_closed(sessions):
    client = client_of(sessions, Settings(sign_in=SIGN_IN), **BROWSER)
    for path in ("upload_file/mine/1", "upload_file/other/1", "metrics", "agent/openapi.json"):
        for method in (client.get, client.put):
            assert method(f"/_stcore/{path}").status_code == 404
    for path in ("/_stcore/health", "/_stcore/host-config", "/oauth2callback", "/auth/login"):
        assert client.get(path).status_code == 200
        is_core = path.startswith("/_stcore/")
        assert client_of(sessions).get(path).status_code == (200 if is_core else 404)


def test_words_of_a_provider_do_not_reach_the_application(sessions):
    client = client_of(sessions, Settings(sign_in=SIGN_IN))
    answer = client.get("/oauth2callback?error=x%1b%5B31mFORGED&state=7")
    assert answer.headers["x-query"] == "error=other_error&state=7"


def test_a_host_that_holds_a_path_opens_nothing(sessions):
    client = client_of(sessions, **BROWSER)
    for host in ("testserver/x?", "testserver?", "testserver#"):
        assert client.get("/media/x.png", headers={"host": host}).status_code == 404
        assert client.get("/_stcore/metrics", headers={"host": host}).status_code == 404


def test_only_its_own_browser_gets_a_file_of_a_session(sessions, monkeypatch):
    monkeypatch.setattr(gate_.media, "sessions_with", lambda path: ("gone", "mine"))
    assert client_of(sessions, **BROWSER).get("/media/x.png").status_code == 200
    for cookies in ({}, OTHER_BROWSER):
        assert client_of(sessions, **cookies).get("/media/x.png").status_code == 404


def test_a_download_is_noted_before_it_is_answered_and_not_on_the_event_loop(sessions, monkeypatch):
    seen = []

    async def answer(_scope, _receive, _send):
        seen.append(("answered", threading.get_ident()))

    monkeypatch.setattr(gate_.media, "sessions_with", lambda path: ("mine",))
    monkeypatch.setattr(
        gate_.media,
        "note_download",
        lambda path, *_: seen.append((f"noted {path}", threading.get_ident())),
    )
    cookie = "; ".join(f"{name}={value}" for name, value in BROWSER.items()).encode()
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/media/x.csv",
        "query_string": b"",
        "headers": [(b"cookie", cookie)],
    }
    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, Gate(answer, Settings(), sessions)(scope, None, None)).result()
    (noted, its_thread), (answered, loop_thread) = seen
    assert (noted, answered) == ("noted /media/x.csv", "answered")
    assert its_thread != loop_thread


def test_a_file_that_no_session_has_is_not_found(sessions):
    assert client_of(sessions, **BROWSER).get("/media/x.png").status_code == 404


@pytest.mark.parametrize(
    ("cookies", "status"),
    [
        ({}, 401),
        (signed_in(email="ada@example.org"), 200),
        (signed_in(email="eve@example.org"), 401),
        (signed_in(email="ada@example.org", is_logged_in=False), 401),
        # Another server with the same secret.
        (signed_in(email="ada@example.org", origin="https://other.example.org"), 401),
        (signed_in(secret="of someone else " * 3, email="ada@example.org"), 401),
    ],
)
def test_pixels_are_for_those_who_signed_in_and_may(sessions, cookies, status):
    client = client_of(sessions, Settings(sign_in=SIGN_IN), **BROWSER, **cookies)
    assert client.get("/volumes/x.nii").status_code == status
    assert client.get("/").status_code == 200


def test_what_one_person_opened_the_next_in_the_same_browser_does_not_get(sessions, monkeypatch):
    ada, eve = signed_in(email="ada@example.org"), signed_in(email="eve@example.org")
    sessions.arrive("adas", owner_of(BROWSER | ada))
    monkeypatch.setattr(gate_.media, "sessions_with", lambda path: ("adas",))
    path = "/media/x.png"
    assert client_of(sessions, **BROWSER, **ada).get(path).status_code == 200
    assert client_of(sessions, **BROWSER, **eve).get(path).status_code == 404
    assert client_of(sessions, **BROWSER).get(path).status_code == 404


@pytest.mark.parametrize(
    ("session", "cookies", "passed"),
    [
        ("mine", BROWSER, b"streamlit, token, mine"),
        ("mine", OTHER_BROWSER, b"streamlit, token"),
        ("mine", {}, b"streamlit, token"),
        ("unknown", BROWSER, b"streamlit, token"),
    ],
)
def test_a_websocket_takes_up_a_session_of_its_own_browser_only(sessions, session, cookies, passed):
    seen = {}

    async def application(scope, receive, send):
        seen.update(scope)

    headers = [
        (b"sec-websocket-protocol", f"streamlit, token, {session}".encode()),
        (b"cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()),
    ]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    gate = Gate(application, Settings(), sessions)
    # In a thread of its own: a browser test in the same process may have left its loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, gate(scope, None, None)).result()
    assert dict(seen["headers"])[b"sec-websocket-protocol"] == passed


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"origin": "http://localhost:8501"}, True),
        ({}, True),
        ({"origin": "http://localhost:8501", "sec-fetch-site": "same-origin"}, True),
        # Through a proxy for https that keeps Host; one that puts its own in its place; one that
        # drops the port.
        ({"origin": "https://localhost", "host": "localhost"}, True),
        ({"origin": "https://localhost", "host": "127.0.0.1:8501"}, False),
        ({"origin": "https://localhost:8443", "host": "localhost"}, False),
        ({"origin": "http://localhost:8501", "sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, False),
        # Other services of this machine, whose pages send its cookies.
        ({"origin": "http://localhost:9999"}, False),
        ({"origin": "http://127.0.0.1:8501"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        # A name pointed at this machine.
        ({"host": "evil.example:8501", "origin": "http://evil.example:8501"}, False),
        ({"host": "evil.example:8501"}, False),
    ],
)
def test_a_websocket_of_a_page_elsewhere_is_not_opened(sessions, caplog, headers, passes):
    caplog.set_level(logging.WARNING, gate_.__name__)
    sent = []
    opened = []

    async def application(scope, receive, send):
        opened.append(scope)

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    told = {"host": "localhost:8501", **headers}
    encoded = [(name.encode(), value.encode()) for name, value in told.items()]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": encoded}
    gate = Gate(application, Settings(hosts=("localhost",)), sessions)
    # In a thread of its own, as above.
    with ThreadPoolExecutor(1) as pool:
        for _ in range(2):
            pool.submit(asyncio.run, gate(scope, receive, send)).result()
    assert (len(opened), sent) == ((2, []) if passes else (0, ["websocket.close"] * 2))
    # The operator of a proxy is told, once.
    assert [line.getMessage() for line in caplog.records] == (
        [] if passes else [sentences.websocket_refused()]
    )
